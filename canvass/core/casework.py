"""Casework: a promise at the door to look into something, and what is told of it afterwards."""

import re
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from canvass.core.errors import CanvassError

TITLE_LENGTH = 120
ANSWER_LENGTH = 500
TOLD_AT_THE_DOOR = timedelta(days=365)
"""How long after it was resolved a case is still named at its door."""

PLACES = ("name", "address", "issue", "reported", "answer", "owner")
"""What a letter can be filled in with, each written in braces."""

LETTER = (
    "Thank you for talking to us. On {reported} you raised this with us: {issue}.\n\n"
    "We said that we would come back to you. {answer}\n\n"
    "If anything is still not right, or there is something else, please tell us."
)
"""The letter that a new campaign starts from."""

PLACE = re.compile(r"\{([^{}]*)\}")
NO_ISSUE = "Casework"


class CaseStatus(StrEnum):
    """How far a case has come."""

    OPEN = "open"
    WAITING = "waiting"
    RESOLVED = "resolved"
    CLOSED = "closed"


STATUS_WORDS = {
    CaseStatus.OPEN: "Open",
    CaseStatus.WAITING: "Waiting for an answer",
    CaseStatus.RESOLVED: "Resolved",
    CaseStatus.CLOSED: "Closed without a result",
}

UNDER_WAY = (CaseStatus.OPEN, CaseStatus.WAITING)


class LetterError(CanvassError):
    """A letter or leaflet cannot be printed as it stands."""


def short_day(when: date) -> str:
    """Write a date without its year.

    >>> short_day(date(2018, 5, 3))
    '3 May'
    """
    return f"{when.day} {when:%B}"


def door_words(issue: str | None, reported_on: date, status: CaseStatus) -> str:
    """Say at the door what became of a case: its issue and when, and nothing of who or what.

    >>> door_words("Estate office", date(2018, 5, 3), CaseStatus.RESOLVED)
    'Estate office: reported 3 May, resolved'
    """
    became = "resolved" if status == CaseStatus.RESOLVED else "being looked at"
    return f"{issue or NO_ISSUE}: reported {short_day(reported_on)}, {became}"


def address_lines(label: str, building: str, street: str, postcode: str) -> tuple[str, ...]:
    """Write an address as an envelope does.

    >>> address_lines("Flat 3", "50", "Lupus Street", "SW1V 3EN")
    ('Flat 3', '50 Lupus Street', 'SW1V 3EN')
    >>> address_lines("12", "", "Lupus Street", "")
    ('12 Lupus Street',)
    """
    if not building:
        lines = [f"{label} {street}" if label[:1].isdigit() else f"{label}, {street}", postcode]
    elif building[0].isdigit():
        lines = [label, f"{building} {street}", postcode]
    else:
        lines = [label, building, street, postcode]
    return tuple(line.strip(", ") for line in lines if line.strip(", "))


def check_letter(text: str) -> None:
    """Check that a letter names only places that can be filled in.

    Raises:
        LetterError: it names another, or none is closed.
    """
    for place in PLACE.findall(text):
        if place not in PLACES:
            known = ", ".join(f"{{{one}}}" for one in PLACES)
            raise LetterError(
                f"The letter has a place {{{place}}} that nothing fills. It can have {known}."
            )
    if set("{}") & set(PLACE.sub("", text)):
        raise LetterError("A brace in the letter stands alone. Write places like {name}.")


def merged(text: str, facts: Mapping[str, str]) -> str:
    """Fill a letter in; what is filled in is text and is not read again.

    Raises:
        LetterError: it names a place that is unknown, or one of which nothing is known here.
    """
    check_letter(text)
    empty = sorted({place for place in PLACE.findall(text) if not facts[place].strip()})
    if empty:
        raise LetterError(f"The letter says {{{empty[0]}}}, and this case has none yet.")
    return PLACE.sub(lambda found: facts[found[1]], text)


def check_imprint(imprint: str) -> None:
    """Check that there is an imprint.

    Source: Representation of the People Act 1983 s110, Elections Act 2022 s41.

    Raises:
        LetterError: there is none.
    """
    if not imprint.strip():
        raise LetterError(
            "Election material must say who printed and promoted it and on whose behalf, with "
            "their addresses. Write the imprint first, then print."
        )
