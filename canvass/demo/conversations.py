"""What people say at the door, ward by ward: how they lean, and what they raise."""

from collections.abc import Mapping
from random import Random
from typing import NamedTuple

from canvass.core.doorstep import Flag, Intention, Outcome, Stance

ANSWERS = (1, 2, 3, 4, 5, Intention.WONT_SAY, Intention.WONT_VOTE)


class Mood(NamedTuple):
    """A ward's mood.

    `doors` is the share of its doors that is knocked; `leanings` how many of a hundred give each
    of `ANSWERS`; `issues` the share of the people spoken to who raise each issue; `against` the
    share of those with a stance on Oxford Street who are against.
    """

    doors: float
    leanings: tuple[int, ...]
    issues: Mapping[str, float]
    against: float


MOODS = {
    "Churchill": Mood(
        0.55,
        (22, 16, 20, 10, 20, 9, 3),
        {
            "housing": 0.33,
            "homelessness": 0.13,
            "estate_offices": 0.28,
            "oxford_street": 0.012,
            "developers": 0.12,
            "windrush": 0.035,
            "economy": 0.17,
            "other": 0.07,
        },
        0.5,
    ),
    "Bayswater": Mood(
        0.42,
        (17, 14, 22, 12, 22, 10, 3),
        {
            "housing": 0.16,
            "homelessness": 0.12,
            "estate_offices": 0.045,
            "oxford_street": 0.10,
            "developers": 0.11,
            "windrush": 0.022,
            "economy": 0.19,
            "other": 0.10,
        },
        0.55,
    ),
    "Marylebone High Street": Mood(
        0.46,
        (14, 13, 22, 14, 24, 10, 3),
        {
            "housing": 0.09,
            "homelessness": 0.12,
            "estate_offices": 0.018,
            "oxford_street": 0.37,
            "developers": 0.16,
            "windrush": 0.012,
            "economy": 0.16,
            "other": 0.10,
        },
        0.72,
    ),
    "West End": Mood(
        0.36,
        (13, 12, 23, 13, 24, 11, 4),
        {
            "housing": 0.13,
            "homelessness": 0.22,
            "estate_offices": 0.03,
            "oxford_street": 0.31,
            "developers": 0.20,
            "windrush": 0.016,
            "economy": 0.15,
            "other": 0.09,
        },
        0.6,
    ),
    "Bryanston and Dorset Square": Mood(
        0.5,
        (16, 14, 22, 13, 22, 10, 3),
        {
            "housing": 0.12,
            "homelessness": 0.13,
            "estate_offices": 0.035,
            "oxford_street": 0.33,
            "developers": 0.11,
            "windrush": 0.0015,
            "economy": 0.18,
            "other": 0.09,
        },
        0.66,
    ),
}
EARLIER = {"West End": {"oxford_street": 0.14}}
"""Shares that were others before the campaign's second half, where something moved."""

DOORS = {
    Outcome.NOT_IN: 45,
    Outcome.NO_ACCESS: 3,
    Outcome.REFUSED: 3,
    Outcome.LANGUAGE: 1,
    Outcome.SPOKE: 48,
}
"""What comes of a hundred knocks."""

PEOPLE = {Outcome.SPOKE: 960, Outcome.MOVED: 26, Outcome.DECEASED: 4, Outcome.REFUSED: 10}
"""What comes of a thousand people asked for by name, once somebody has opened."""

NOTES = (
    "Please ring the lower bell.",
    "Prefers Saturday mornings.",
    "Asked for a large-print leaflet.",
    "Would like a reply about the lift in the block.",
    "Asked when the recycling day changes.",
    "Wants the bins by the side gate looked at.",
    "Read the last leaflet and liked the map.",
    "Would come to a street meeting.",
    "Asked for the date of the next ward forum.",
    "Out most evenings, best before six.",
)
NOTES_ON_ISSUES = (
    "Lift broken again, she is on the 7th floor with a pushchair.",
    "damp in both bedrooms, rang 3 times nobody comes",
    "Leak thru the ceiling from flat above since feb",
    "furious about the estate office closing, no one to talk to",
    "Estate office shut so has to get the bus to pay rent",
    "Rough sleepers in the doorway every night, wants help for them not police",
    "Against the oxford st scheme, buses will all come down our road",
    "In favour of pedestrianising Oxford Street, cleaner air",
    "Luxury flats everywhere & nobody local can afford one",
    "Says developers get whatever they ask for",
    "Brother had a home office letter after 50 yrs here, windrush",
    "rent gone up again, food bank last month",
    "cost of living. works 2 jobs",
    "repiars take for ever + estate offices closing",
)
"""Notes that may raise an issue, for somebody to read."""

ON_AN_ISSUE = 0.4
FLAGS: dict[Flag, float] = {
    Flag.DO_NOT_CONTACT: 0.008,
    Flag.POSTAL_VOTE: 0.02,
    Flag.CASEWORK: 0.03,
}
SUPPORTERS_FLAGS: dict[Flag, float] = {Flag.LIFT: 0.02, Flag.POSTER: 0.05}
NOTED = 0.03
WITH_A_STANCE = 0.3
FIRM = 2

Said = dict[str, object]


def mood_of(ward: str, *, is_early: bool) -> Mood:
    """Give a ward's mood in the first half of the campaign or in the second."""
    mood = MOODS[ward]
    return mood._replace(issues={**mood.issues, **(EARLIER.get(ward, {}) if is_early else {})})


def at_the_door(random: Random) -> Outcome:
    """Tell what comes of one knock."""
    return random.choices(list(DOORS), list(DOORS.values()))[0]


def said_by(random: Random, mood: Mood) -> Said:
    """Tell what comes of one person: the parts of a response that are about them."""
    outcome = random.choices(list(PEOPLE), list(PEOPLE.values()))[0]
    if outcome != Outcome.SPOKE:
        return {"outcome": outcome}
    answer = random.choices(ANSWERS, mood.leanings)[0]
    strength = answer if isinstance(answer, int) else None
    said: Said = {
        "outcome": outcome,
        "strength": strength,
        "intention": None if strength else answer,
        "issues": issues_raised(random, mood),
        "flags": flags_of(random, is_supporter=strength is not None and strength <= FIRM),
    }
    note = random.choice(NOTES) if random.random() < NOTED else ""
    return {**said, "note": noted(said, note)}


def noted(said: Said, note: str) -> str:
    """Let some notes be about an issue; drawn by what was said, so that nothing else changes."""
    aside = Random(repr((said, note)))  # noqa: S311
    if note and aside.random() < ON_AN_ISSUE:
        return aside.choice(NOTES_ON_ISSUES)
    return note


def issues_raised(random: Random, mood: Mood) -> list[dict[str, object]]:
    """Tell which issues one person raises; on Oxford Street most have a view."""
    return [
        {"code": code, "stance": stance_on(random, code, mood)}
        for code, share in mood.issues.items()
        if random.random() < share
    ]


def stance_on(random: Random, code: str, mood: Mood) -> Stance | None:
    """Tell whether one person is for or against what an issue proposes, if they say."""
    if code == "oxford_street" and random.random() < 1 - WITH_A_STANCE:
        return Stance.AGAINST if random.random() < mood.against else Stance.FOR
    return Stance.AGAINST if code == "developers" and random.random() < WITH_A_STANCE else None


def flags_of(random: Random, *, is_supporter: bool) -> list[Flag]:
    """Tell what one person asks for."""
    likely = FLAGS | (SUPPORTERS_FLAGS if is_supporter else {})
    return [flag for flag, share in likely.items() if random.random() < share]
