"""Names of people and places, as they are shown and as they are compared."""

import re
from functools import lru_cache

SMALL_WORDS = frozenset({"and", "at", "by", "in", "of", "on", "the", "to", "upon"})
APOSTROPHES = "'’‘`"
WORD = re.compile(rf"[^\W_]+(?:[{APOSTROPHES}][^\W_]+)*")
ORDINAL = re.compile(r"[0-9]+(?:st|nd|rd|th)")
ROMAN = frozenset({"II", "III", "IV", "VI", "VII", "VIII"})
OPTED_OUT = re.compile(r"\(\s*z\s*\)\s*", re.IGNORECASE)
SHORT = 3
PUNCTUATION = re.compile(r"[^\w\s]|_")
SILENT = dict.fromkeys(map(ord, APOSTROPHES + ".,"))


def tidy(text: str) -> str:
    """Collapse every kind of blank, also the unbreakable, into single spaces."""
    return " ".join(text.split())


def legible(text: str) -> str:
    r"""Give text as any page and database can hold it: no NUL, no half of a letter.

    >>> legible("a\x00b"), legible("a\ud800b")
    ('a?b', 'a?b')
    """
    return text.replace("\x00", "?").encode(errors="replace").decode()


@lru_cache(maxsize=20_000)
def titled(text: str) -> str:
    """Show a person's name that came in capitals as people write it.

    >>> titled("HENRIETTA D'ARCY-O'NEILL")
    "Henrietta D'Arcy-O'Neill"
    """
    return WORD.sub(lambda found: capitalised(found[0]), text)


@lru_cache(maxsize=5000)
def place_titled(text: str) -> str:
    """Show a street or a building; what came in capitals is written as on the map.

    >>> place_titled("REAR OF 12A JOHNSON'S PLACE")
    "Rear of 12A Johnson's Place"
    """
    if not text.isupper() or (text[:1].isdigit() and " " not in text):
        return text
    shown = WORD.sub(lambda found: place_word(found[0]), text)
    return shown[:1].upper() + shown[1:]


def place_word(word: str) -> str:
    """Show one word of a place's name that came in capitals."""
    small = word.lower()
    if small in SMALL_WORDS or ORDINAL.fullmatch(small):
        return small
    return word if word[0].isdigit() else capitalised(word)


def capitalised(word: str) -> str:
    """Show one word that came in capitals: O'Neill, McCall, but Johnson's."""
    parts = re.split(f"([{APOSTROPHES}])", word)
    first, *rest = [part.capitalize() for part in parts]
    shown = first + "".join(part if len(part) > 1 else part.lower() for part in rest)
    return f"Mc{shown[2:].capitalize()}" if is_mc(shown) else shown


def is_mc(word: str) -> bool:
    """Tell whether a name is a Mc with more than a syllable behind it."""
    return word.startswith("Mc") and len(word) > len("Mcab") and word.isalpha()


def shown_name(forenames: str, surname: str, after: str = "") -> str:
    """Write a name for the door: forenames first, no title, no shouting.

    >>> shown_name("PHILIPPA J", "CARRAWAY")
    'Philippa J Carraway'
    >>> shown_name("Deirdre", "Mc Guirk")
    'Deirdre Mc Guirk'
    """
    name = f"{forenames} {surname}" if forenames else surname
    if name.isupper():
        name = titled(name)
    elif surname.isupper() and len(surname) > SHORT:
        name = f"{forenames} {titled(surname)}"
    if after:
        after = after if after.upper() in ROMAN else after.capitalize()
        return f"{name} {after}"
    return name


def without_opt_out(surname: str) -> str:
    """Take off the `(z)` of people who are not on the open register; it binds no campaign.

    Source: Representation of the People Regulations 2001, regulation 93: the edited register.
    """
    return OPTED_OUT.sub("", surname, count=1) if surname.startswith("(") else surname


@lru_cache(maxsize=20_000)
def name_key(text: str) -> str:
    """Give what two spellings of one place have in common.

    >>> name_key("St. George's  SQUARE") == name_key("st georges square")
    True
    """
    return tidy(PUNCTUATION.sub(" ", text.casefold().translate(SILENT)))
