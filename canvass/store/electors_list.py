"""Electors with what is believed of them, in one table as other tools take it."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from random import Random
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.casework import address_lines
from canvass.core.register import Roll
from canvass.store.canaries import Canary, free_name
from canvass.store.contacts import ContactIssue
from canvass.store.intentions import codes_in_use
from canvass.store.issues import Issue
from canvass.store.places import Household, PollingDistrict, Street, Ward
from canvass.store.register import Elector

WHAT = "electors as a table"
SPARE = "9"
HEADINGS = (
    "Polling District",
    "Elector Number",
    "Elector Number Suffix",
    "Full Elector Number",
    "Surname",
    "Forenames",
    "Name",
    "Ward",
    "Address1",
    "Address2",
    "Address3",
    "Postcode",
    "UPRN",
    "Intention Code",
    "Strength",
    "Party",
    "Do Not Contact",
    "Postal Voter",
    "Issues",
    "Last Spoken To",
)
NAMED, NUMBER = 4, 1
OF_DOOR = (Household.label, Household.building, Household.postcode, Household.uprn)


def listed_electors(session: Session) -> Iterator[list[object]]:
    """Give everybody on the register but the anonymous, in walking order."""
    raised = issues_raised(session)
    codes: dict[tuple[object, ...], str] = {
        (one.strength, one.intention, one.party): one.short for one in codes_in_use(session)
    }
    query = (
        select(Elector, PollingDistrict.code, Ward.name, Street.name, *OF_DOOR)
        .join(PollingDistrict, PollingDistrict.id == Elector.polling_district_id)
        .outerjoin(Ward, Ward.id == PollingDistrict.ward_id)
        .outerjoin(Household, Household.id == Elector.household_id)
        .outerjoin(Street, Street.id == Household.street_id)
        .where(Elector.on_register, ~Elector.is_anonymous)
        .order_by(PollingDistrict.code, Street.sequence, Elector.door_order, Elector.id)
    )
    for one, code, ward, street, *door in session.execute(query):
        label, building, postcode, uprn = (str(part or "") for part in door)
        address = address_lines(label, building, street, "") if street else ()
        place = [*address, "", "", ""][:3]
        exact = codes.get((one.strength, one.intention, one.party))
        short = exact or codes.get((one.strength, one.intention, None), "")
        yield [
            *(code, one.roll_number, one.roll_suffix),
            str(Roll(code, one.roll_number, one.roll_suffix)),
            *(one.surname, one.forenames, one.name, ward or "", *place),
            *(postcode, uprn),
            *(short, one.strength or "", one.party or ""),
            *("yes" if told else "no" for told in (one.do_not_contact, one.votes_by_post)),
            "; ".join(raised[one.id]),
            one.spoken_at.date().isoformat() if one.spoken_at else "",
        ]


def issues_raised(session: Session) -> dict[UUID | None, list[str]]:
    """Give the codes of the issues that each elector raised."""
    query = (
        select(ContactIssue.elector_id, Issue.code)
        .join(Issue, Issue.id == ContactIssue.issue_id)
        .where(ContactIssue.is_counted)
        .order_by(Issue.sequence, Issue.code)
    )
    found: dict[UUID | None, list[str]] = defaultdict(list)
    for elector_id, code in session.execute(query):
        found[elector_id].append(code)
    return found


def canary_for(session: Session, by: UUID | None, now: datetime) -> Canary:
    """Make up an elector for one list, by whom it is known again."""
    name = free_name(session, Random())  # noqa: S311  only nobody's name
    return Canary(name=name, what=WHAT, user_id=by, at=now)


def with_invented(rows: list[list[object]], name: str, chance: Random) -> list[list[object]]:
    """Put an invented elector among the others, behind a door that is there."""
    if not rows:
        return rows
    at = chance.randrange(len(rows))
    row = list(rows[at])
    forenames, _, surname = name.rpartition(" ")
    row[NUMBER + 1] = SPARE
    row[NUMBER + 2] = str(Roll(str(row[0]), str(row[NUMBER]), SPARE))
    row[NAMED : NAMED + 3] = [surname, forenames, name]
    return [*rows[: at + 1], row, *rows[at + 1 :]]
