"""The register of purposes: each kind of thing that is held about people, why, and how long."""

from dataclasses import dataclass
from enum import StrEnum


class Body(StrEnum):
    """What answers for a campaign's data."""

    INDEPENDENT = "independent"
    OTHER = "other"
    PARTY = "party"


BODY_WORDS: dict[Body, str] = {
    Body.PARTY: "A registered party, or its candidate",
    Body.INDEPENDENT: "An independent candidate",
    Body.OTHER: "Another group",
}


class Basis(StrEnum):
    """On what a purpose rests; the campaign chooses, and answers for it."""

    CONSENT = "consent"
    INTERESTS = "legitimate interests"
    TASK = "democratic engagement, a public task"


class Kept(StrEnum):
    """Until when something is kept."""

    ACCOUNT = "account"
    CAMPAIGN = "campaign"
    LOG = "log"
    STOP = "stop"
    TELLING = "telling"


@dataclass(frozen=True, slots=True)
class Purpose:
    """One kind of thing that is held: its fields in words, in which tables, what for, how long.

    `is_opinion` marks what says something of somebody's political opinions.
    """

    code: str
    fields: str
    tables: frozenset[str]
    why: str
    kept: Kept
    is_opinion: bool = False


PURPOSES = (
    Purpose(
        "register",
        "Name, number, address and markers on the electoral register; who votes by post; where "
        "the door lies",
        frozenset(
            {"absent_vote", "elector", "elector_before", "household", "placement", "whereabouts"}
        ),
        "To know whom to call on, at which door, and who may vote in this election.",
        Kept.CAMPAIGN,
    ),
    Purpose(
        "answers",
        "How they mean to vote and how firmly, what was noted at the door, what was taken back",
        frozenset({"contact", "earlier_file", "retraction"}),
        "To call on supporters on polling day, and to leave others in peace.",
        Kept.CAMPAIGN,
        is_opinion=True,
    ),
    Purpose(
        "issues",
        "Issues they raised, and whether for or against",
        frozenset({"contact_issue", "note_issue", "note_reading"}),
        "To know what a ward wants done. Reports count electors and name nobody.",
        Kept.CAMPAIGN,
        is_opinion=True,
    ),
    Purpose(
        "casework",
        "What they asked us to look into, and what was done",
        frozenset({"casework", "casework_event"}),
        "To keep a promise made at the door. Kept apart from how anybody votes.",
        Kept.CAMPAIGN,
    ),
    Purpose(
        "addresses",
        "E-mail address or telephone number given to us, for which channel, in which words",
        frozenset({"consent"}),
        "To write or ring, by the channel they agreed to and no other.",
        Kept.CAMPAIGN,
    ),
    Purpose(
        "asked for",
        "That they asked for a poster, a postal vote form or to help, and that it was seen to",
        frozenset({"asked_done"}),
        "To do what they asked for.",
        Kept.CAMPAIGN,
        is_opinion=True,
    ),
    Purpose(
        "past votes",
        "Whether they voted in past polls, as a table from an earlier tool says",
        frozenset({"past_vote"}),
        "To know who votes anyway; no list is ordered by it yet.",
        Kept.CAMPAIGN,
    ),
    Purpose(
        "polling day",
        "Lines on lists, calls and what came of them, lifts, who was left out of calling by chance",
        frozenset({"held_out", "knock", "lift", "sheet_line"}),
        "To remind supporters to vote, and bring them who asked for a lift.",
        Kept.TELLING,
        is_opinion=True,
    ),
    Purpose(
        "telling",
        "Numbers told at polling stations",
        frozenset({"telling_mark"}),
        "To call on nobody who has voted already.",
        Kept.TELLING,
    ),
    Purpose(
        "marked register",
        "Whether the council’s marked register says that they voted",
        frozenset({"marked_entry"}),
        "To learn after the poll whether telling and calling did any good.",
        Kept.CAMPAIGN,
    ),
    Purpose(
        "stop notices",
        "That somebody told us to stop: their door, and a digest of their name",
        frozenset({"suppression"}),
        "So that no later register brings them back onto a list.",
        Kept.STOP,
    ),
    Purpose(
        "accounts",
        "Name, e-mail address, role, sign-ins and second factors of those who work for us",
        frozenset(
            {
                "back_asked",
                "invitation",
                "membership",
                "passkey",
                "second_factor",
                "sign_in",
                "user",
            }
            | {"way_back"}
        ),
        "To let in who belongs here, and nobody else.",
        Kept.ACCOUNT,
    ),
    Purpose(
        "log",
        "Who of us read or did what, and when; it names no elector",
        frozenset({"audit_event"}),
        "To answer whose data was seen by whom.",
        Kept.LOG,
    ),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What documents are filled from: a campaign's settings, and what it holds, as at a day."""

    campaign: str
    body: Body | None
    contact: str
    bases: dict[str, Basis]
    until: dict[Kept, str]
    electors: int
    smallest_cell: int
    lease_hours: int
    asks_second_factor: bool


def condition(body: Body | None) -> str:
    """Say on what holding political opinions can rest.

    Source: Information Commissioner's guidance on political campaigning, special category data.
    """
    if body is Body.PARTY:
        return (
            "Political opinions are special category data. For registered parties there is a "
            "condition in the Data Protection Act 2018, Schedule 1, paragraph 22, together with "
            "an appropriate policy document."
        )
    start = {
        Body.INDEPENDENT: "You are an independent.",
        Body.OTHER: "You are no registered party.",
    }.get(body or Body.PARTY, "You have not said yet what answers for this campaign.")
    return (
        f"{start} The condition for political opinions in the Data Protection Act 2018, Schedule "
        "1, paragraph 22, is for registered parties and does not cover anybody else: explicit "
        "consent is then normally needed. Take advice before how anybody means to vote is recorded."
    )
