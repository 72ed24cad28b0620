"""Drafts of the two documents that a campaign must have, filled from its settings.

They say what the program does and what was chosen in it; what the campaign alone can know is left
open, and marked. They are drafts: somebody who answers for the campaign checks them.
"""

from dataclasses import dataclass, field

from canvass.core.purposes import BODY_WORDS, PURPOSES, Facts, condition

OPEN = "TO BE WRITTEN BY THE CAMPAIGN"
NOT_CHOSEN = "not chosen yet"


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, what is said under it, and a table: its first row is its head."""

    title: str
    paragraphs: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Document:
    """A draft: its title and its parts."""

    title: str
    parts: list[Part]


ROLES = [
    ["Role", "Sees"],
    ["Teller", "Numbers of one polling district, no names, on the day."],
    ["Volunteer", "The doors of walks that were given to them, for as long as they have them."],
    ["Organiser", "Walks, lists, answers to decide about and cases, of their own wards."],
    ["Agent", "The campaign, the audit log and one elector’s rights."],
    ["Host", "Accounts and health. Electors only for an hour, with a reason that agents see."],
]
RISKS = [
    ["What could go wrong", "What stands against it"],
    ["A volunteer collects the register", "No search by name; leased doors only; alarms."],
    ["Somebody with a desk reads too much", "Reading is counted and logged; a pause at once."],
    ["A phone is lost", "What it holds is sealed under a PIN and ends with its lease."],
    ["A list is leaked", "Invented electors and codes on paper name who took it."],
    ["A password is guessed", "Tries are limited; second factors and passkeys."],
    ["Data is kept too long", "A day on which it goes, a reminder, and proof that it is gone."],
]

CARE = [
    ["Aim", "How"],
    ["Only what is needed", "Notes are short; nothing is asked of health or origin."],
    ["Kept right", "An elector’s answer is taken back where it is wrong."],
    ["Left in peace", "A stop notice erases what was said and bars its return."],
    ["Kept safe", "Roles, leases, sealed phones, second factors, a log of reading."],
    ["Answered for", "Whose data was seen by whom is in a log that shows changes."],
]


def impact_draft(facts: Facts) -> Document:
    """Draft the data protection impact assessment."""
    must = "must" if facts.asks_second_factor else "may, but need not,"
    return Document(
        "Data protection impact assessment",
        [
            who_part(facts),
            Part(
                "What is done, and with whose data",
                [
                    f"{facts.electors:,} electors are on the register that is held here.",
                    "At doors is recorded what is told; supporters are called on on polling day.",
                    f"{OPEN}: how many wards and volunteers, and what else is done with it.",
                ],
            ),
            purposes_part(facts),
            Part("Political opinions", [condition(facts.body)]),
            Part("Who sees what", rows=ROLES),
            Part(
                "Risks, and what stands against them",
                [
                    f"A phone holds a walk for {facts.lease_hours} hours at most.",
                    f"Reports hide counts under {facts.smallest_cell}.",
                    f"Organisers and agents {must} sign in with a second factor.",
                ],
                RISKS,
            ),
            Part(
                "What is left, and who decides",
                [f"{OPEN}: which risks remain, whether they are borne, by whom, on which day."],
            ),
        ],
    )


def policy_draft(facts: Facts) -> Document:
    """Draft the appropriate policy document."""
    return Document(
        "Appropriate policy document",
        [
            who_part(facts),
            Part("On what holding political opinions rests", [condition(facts.body)]),
            Part(
                "What we hold that tells of them",
                rows=[
                    ["What", "Why"],
                    *([one.fields, one.why] for one in PURPOSES if one.is_opinion),
                ],
            ),
            Part("How it is looked after", rows=CARE),
            Part(
                "How long",
                rows=[
                    ["What", "Until"],
                    *([one.fields, facts.until[one.kept]] for one in PURPOSES if one.is_opinion),
                ],
            ),
            Part("Checked", [f"{OPEN}: by whom, on which day, and when it is looked at again."]),
        ],
    )


def who_part(facts: Facts) -> Part:
    """Say who answers for the data."""
    body = BODY_WORDS[facts.body] if facts.body else NOT_CHOSEN
    contact = facts.contact or f"{OPEN}: name and address"
    return Part(
        "Who answers for it",
        rows=[
            ["", ""],
            ["Campaign", facts.campaign],
            ["What it is", body],
            ["Who answers, and where", contact],
        ],
    )


def purposes_part(facts: Facts) -> Part:
    """List the purposes, each with its basis and its end."""
    return Part(
        "What is held, why, on what basis, how long",
        rows=[
            ["What", "Why", "Basis", "Until"],
            *(
                [
                    one.fields,
                    one.why,
                    facts.bases.get(one.code, NOT_CHOSEN),
                    facts.until[one.kept],
                ]
                for one in PURPOSES
            ),
        ],
    )
