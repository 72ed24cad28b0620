"""How much of people's data somebody may read before it is asked what for: all limits, with why.

They are counted against what the person's own work explains: a walk at whose doors they recorded,
a case of their own, a round they started, a ward they are limited to. Lists over all wards count as
many as they named, of each list the most it ever did.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from canvass.core.audit import Deed

NAMED = re.compile(r"(.*): ([\d,]+) electors")

ALARM_STANDS = timedelta(days=7)
"""An alarm that nobody answered is on the first page so long; in the log it stays."""


class Kind(StrEnum):
    """What is read. The words begin each alarm in the log. Keep the list alphabetical."""

    CASES = "cases"
    DOORS = "doors looked up"
    FILES = "lists taken as files"
    LISTS = "lists of wards"
    NAMES = "electors in lists of all wards"
    PAGES = "electors’ pages"
    QUEUES = "notes and pairs, one by one"
    REFUSALS = "things that are not theirs"
    SHEETS = "rounds and sheets"
    WALKS = "walks"


@dataclass(frozen=True, slots=True)
class Limit:
    """How many different ones of a kind somebody may read within a time, and why so many.

    `work` says what explains one, so that it is not counted.
    """

    deeds: frozenset[Deed]
    most: int
    within: timedelta
    why: str
    work: str = ""


HOUR, DAY = timedelta(hours=1), timedelta(hours=24)

LIMITS: dict[Kind, Limit] = {
    Kind.CASES: Limit(
        frozenset({Deed.CASE_SEEN, Deed.LETTER_PRINTED}),
        60,
        HOUR,
        "One a minute is a whole evening’s cases, skimmed.",
        "cases of their own",
    ),
    Kind.DOORS: Limit(
        frozenset({Deed.DOOR_SEEN}),
        30,
        HOUR,
        "A case takes two minutes to write down once its door is found.",
        "doors of walks they held",
    ),
    Kind.FILES: Limit(
        frozenset({Deed.LIST_TAKEN, Deed.PACKS_TAKEN}),
        5,
        DAY,
        "Each file leaves this house. Few people need more than their wards of a day.",
    ),
    Kind.LISTS: Limit(
        frozenset({Deed.LIST_SEEN}),
        12,
        HOUR,
        "A round of twelve wards can be looked over in an hour, and not more.",
        "wards they are limited to",
    ),
    Kind.NAMES: Limit(
        frozenset(
            {
                Deed.ASKED_SEEN,
                Deed.CASES_SEEN,
                Deed.DECISIONS_SEEN,
                Deed.FILE_SEEN,
                Deed.LIFTS_SEEN,
                Deed.NUMBERS_SEEN,
            }
        ),
        1000,
        HOUR,
        "Who sees to requests, cases and lifts looks at some hundreds; a thousand are a ward.",
    ),
    Kind.PAGES: Limit(
        frozenset({Deed.ELECTOR_SEEN, Deed.ELECTOR_TOLD}),
        40,
        HOUR,
        "Whoever answers letters types a number and reads: one in ninety seconds, without a break.",
    ),
    Kind.QUEUES: Limit(
        frozenset({Deed.NOTES_SEEN, Deed.PAIR_SEEN}),
        300,
        HOUR,
        "One in twelve seconds, read and decided, without a break.",
    ),
    Kind.REFUSALS: Limit(
        frozenset(),
        30,
        timedelta(minutes=10),
        "A stale page or a walk taken back asks for a few addresses; thirty are tried by a script.",
    ),
    Kind.SHEETS: Limit(
        frozenset({Deed.SHEET_SEEN, Deed.SHEETS_PRINTED}),
        60,
        HOUR,
        "Papers come back at one a minute where three people type them.",
        "rounds they started, sheets they drew, wards they are limited to",
    ),
    Kind.WALKS: Limit(
        frozenset({Deed.WALK_SENT}),
        3,
        DAY,
        "Somebody may look at a walk and not go; whoever goes records at its doors.",
        "walks at whose doors they recorded",
    ),
}


def kinds_of(deed: Deed) -> list[Kind]:
    """List the kinds of reading that a deed counts as.

    >>> kinds_of(Deed.LIST_TAKEN)
    [<Kind.FILES: 'lists taken as files'>]
    """
    return [kind for kind, limit in LIMITS.items() if deed in limit.deeds]


def named_words(what: str, count: int) -> str:
    """Say in the log what list somebody saw, and how many electors it named.

    >>> named_words("a poster", 1204)
    'a poster: 1,204 electors'
    """
    return f"{what[:160]}: {count:,} electors"


def named_in(words: str) -> tuple[str, int]:
    """Read back which list an entry tells of, and how many electors it named.

    >>> named_in("a poster: 1,204 electors"), named_in("as it was noted once")
    (('a poster', 1204), ('as it was noted once', 0))
    """
    found = NAMED.fullmatch(words)
    return (found[1], int(found[2].replace(",", ""))) if found else (words, 0)


def alarm_words(kind: Kind, count: int) -> str:
    """Say in the log how much was read.

    >>> alarm_words(Kind.WALKS, 4)
    'walks: 4 within 24 hours, where up to 3 need no reason'
    """
    limit = LIMITS[kind]
    return f"{kind}: {count:,} within {span(limit.within)}, where up to {limit.most} need no reason"


def kind_in(words: str) -> Kind:
    """Read back which kind an entry's words begin with.

    >>> kind_in("walks: asked for by the committee room") is Kind.WALKS
    True
    """
    return Kind(words.partition(":")[0])


def span(within: timedelta) -> str:
    """Write a time in words.

    >>> [span(timedelta(minutes=minutes)) for minutes in (10, 60, 1440)]
    ['10 minutes', 'an hour', '24 hours']
    """
    minutes = int(within.total_seconds()) // 60
    if minutes == 60:  # noqa: PLR2004  the one that has a word of its own
        return "an hour"
    return f"{minutes} minutes" if minutes < 60 else f"{minutes // 60} hours"  # noqa: PLR2004
