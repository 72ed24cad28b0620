"""What electors say of their vote: a campaign's own codes, mapped to what all campaigns share.

Codes are a party's property and vary; strength, intention and party do not. Sets for common
practice: Liberal Democrats tell definite from probable and soft supporters of others, older
Conservative practice gave each party a letter, many tick one to five.
"""

from typing import NamedTuple

from canvass.core.doorstep import Intention
from canvass.core.errors import CanvassError

MOST = 12
SHORTEST_SET = 2
LONGEST_LABEL, LONGEST_SHORT = 40, 3


class Code(NamedTuple):
    """One answer: its letter or number, its word, and what it says of the vote."""

    short: str
    label: str
    label_cy: str
    strength: int | None = None
    intention: Intention | None = None
    party: str | None = None


class CodeSet(NamedTuple):
    """A set of codes that ships with Canvass."""

    name: str
    words: str
    codes: tuple[Code, ...]


class BadCodesError(CanvassError):
    """The codes do not hold together."""


WONT_SAY = Code("–", "Won’t say", "Gwrthod dweud", intention=Intention.WONT_SAY)
WONT_VOTE = Code("0", "Won’t vote", "Ddim yn pleidleisio", intention=Intention.WONT_VOTE)

FIVE = CodeSet(
    "five",
    "Five strengths: firm, likely, unsure, unlikely, against",
    (
        Code("1", "Firm", "Pendant", 1),
        Code("2", "Likely", "Tebygol", 2),
        Code("3", "Unsure", "Ansicr", 3),
        Code("4", "Unlikely", "Annhebygol", 4),
        Code("5", "Against", "Yn erbyn", 5),
        WONT_SAY,
        WONT_VOTE,
    ),
)
SETS = (
    FIVE,
    CodeSet(
        "definite",
        "Definite, probable, soft for others, not us",
        (
            Code("D", "Definite", "Pendant", 1),
            Code("P", "Probable", "Tebygol", 2),
            Code("S", "Soft for others", "Meddal i eraill", 3),
            Code("N", "Not us", "Nid ni", 5),
            WONT_SAY,
            WONT_VOTE,
        ),
    ),
    CodeSet(
        "letters",
        "Ours, probable, doubtful, and a letter for each other party",
        (
            Code("O", "Ours", "Ein un ni", 1),
            Code("P", "Probable", "Tebygol", 2),
            Code("D", "Doubtful", "Amheus", 3),
            Code("C", "Conservative", "Ceidwadwyr", 5, party="Conservative"),
            Code("L", "Labour", "Llafur", 5, party="Labour"),
            Code("X", "Liberal Democrat", "Dem. Rhydd.", 5, party="Liberal Democrat"),
            Code("G", "Green", "Gwyrdd", 5, party="Green"),
            WONT_SAY,
            WONT_VOTE,
        ),
    ),
)


def checked(codes: list[Code]) -> list[Code]:
    """Give the codes back if a phone can ask by them.

    Raises:
        BadCodesError: too few, too many, two alike, one without a word, or no promise among them.
    """
    if not SHORTEST_SET <= len(codes) <= MOST:
        raise BadCodesError(f"A campaign has {SHORTEST_SET} to {MOST} codes.")
    for code in codes:
        refuse_long(code)
    if len({code.short for code in codes}) < len(codes):
        raise BadCodesError("Two codes have the same letter.")
    if len({code[3:] for code in codes}) < len(codes):
        raise BadCodesError("Two codes mean the same: a phone could not tell which was tapped.")
    if not any(code.strength == 1 for code in codes):
        raise BadCodesError("One code must mean firm support: the knock-up list stands on it.")
    return codes


def refuse_long(code: Code) -> None:
    """Stop at a code that no phone's button can show.

    Raises:
        BadCodesError: it has no letter or no word, or too long a one.
    """
    if not code.label or not code.short:
        raise BadCodesError("Each code has a letter or number, and a word.")
    if len(code.label) > LONGEST_LABEL or len(code.short) > LONGEST_SHORT:
        raise BadCodesError(f"“{code.label[:20]}” is longer than a phone’s button.")
