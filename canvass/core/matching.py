"""Whether somebody who left the register and somebody who came are the same person, and why."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from typing import NamedTuple
from uuid import UUID

from canvass.core.names import name_key

SAME = 85
DOUBTFUL = 55
DOUBTFUL_IF_SILENCED = 50
CLEAR_BY = 15
ALIKE = 0.85
AT_THE_DOOR = 40
MOST_ALIKE = 40
MOST_PAIRS = 3


class Person(NamedTuple):
    """Somebody as a register tells of them; `is_silenced` asked not to be contacted."""

    id: UUID
    roll_number: str
    surname: str
    forenames: str
    household: UUID | None
    uprn: str
    postcode: str
    street: str
    is_silenced: bool = False

    @property
    def name(self) -> str:
        """The whole name without accents, capitals and punctuation."""
        return spelling(f"{self.forenames} {self.surname}")


class Pair(NamedTuple):
    """Two who may be one person: how strongly it looks so, and by what."""

    old: Person
    new: Person
    points: int
    reasons: tuple[str, ...]


class Pairs(NamedTuple):
    """Those who are one person, and those of whom somebody has to decide."""

    same: Sequence[Pair]
    doubtful: Sequence[Pair]


@lru_cache(maxsize=20_000)
def spelling(name: str) -> str:
    """Give what the spellings of one name have in common.

    >>> spelling("Núñez-Pardo") == spelling("NUNEZ PARDO")
    True
    """
    plain = unicodedata.normalize("NFKD", name)
    return name_key("".join(letter for letter in plain if not unicodedata.combining(letter)))


def pairs_of(left: Sequence[Person], came: Sequence[Person]) -> Pairs:
    """Pair up who left and who came.

    Two are one person if that is clear by name and door, and by far clearer than for anybody else.
    """
    found = list(scored(left, came))
    found.sort(key=lambda pair: -pair.points)
    best: dict[UUID, list[int]] = defaultdict(list)
    for pair in found:
        best[pair.old.id].append(pair.points)
        best[pair.new.id].append(pair.points)
    same = [pair for pair in found if pair.points >= SAME and is_clear(pair, best)]
    settled = {pair.old.id for pair in same} | {pair.new.id for pair in same}
    seen: Counter[UUID] = Counter()
    doubtful = []
    for pair in found:
        if pair.old.id in settled or pair.new.id in settled or seen[pair.old.id] >= MOST_PAIRS:
            continue
        seen[pair.old.id] += 1
        doubtful.append(pair)
    return Pairs(same, doubtful)


def is_clear(pair: Pair, best: dict[UUID, list[int]]) -> bool:
    """Tell whether no other pair of either comes near this one."""
    rivals = [sorted(best[one.id])[-2:-1] for one in (pair.old, pair.new)]
    return all(points <= pair.points - CLEAR_BY for rival in rivals for points in rival)


def scored(left: Sequence[Person], came: Sequence[Person]) -> Iterator[Pair]:
    """Compare those who have a name, a door or a number in common, and give who look alike."""
    rare = names_once(left) & names_once(came)
    by_key: dict[Hashable, list[Person]] = defaultdict(list)
    for new in came:
        for key in keys_of(new):
            by_key[key].append(new)
    for old in left:
        near = {new.id: new for key in keys_of(old) for new in by_key[key][:MOST_ALIKE]}
        for new in near.values():
            pair = compared(old, new, is_rare=old.name in rare)
            least = DOUBTFUL_IF_SILENCED if old.is_silenced else DOUBTFUL
            if pair.points >= least:
                yield pair


def names_once(people: Sequence[Person]) -> set[str]:
    """Give the names that only one of them has."""
    counts = Counter(person.name for person in people)
    return {name for name, count in counts.items() if count == 1}


def keys_of(person: Person) -> Iterator[Hashable]:
    """Give what somebody must have in common with another to be compared at all."""
    yield "name", person.name
    if person.household:
        yield "door", person.household
    if person.uprn:
        yield "uprn", person.uprn


def compared(old: Person, new: Person, *, is_rare: bool = False) -> Pair:
    """Score how far two are one person, with a reason for each part of it.

    Nothing is scored where the names have nothing in common: history stays with the person, and
    never passes to the next at the same door.
    """
    points, reason = names_compared(old, new)
    if not points:
        return Pair(old, new, 0, ())
    parts = [(points, reason), doors_compared(old, new)]
    if old.roll_number == new.roll_number:
        parts.append((10, "the same elector number"))
    if is_rare and points == NAMES[0]:
        parts.append((10, "nobody else of this name"))
    return Pair(
        old, new, sum(points for points, _ in parts), tuple(told for _, told in parts if told)
    )


NAMES = (50, 45, 40, 30, 20, 10)


def names_compared(old: Person, new: Person) -> tuple[int, str]:
    """Score two names."""
    if not (old.name and new.name):
        return 0, ""
    firsts, same_surname = first_names(old, new), spelling(old.surname) == spelling(new.surname)
    checks = (
        (old.name == new.name, "the same name"),
        (sorted(old.name.split()) == sorted(new.name.split()), "the same names in another order"),
        (same_surname and are_one_first_name(*firsts), "the same first and last name"),
        (SequenceMatcher(None, old.name, new.name).ratio() >= ALIKE, "a name written nearly alike"),
        (same_surname and firsts[0][:1] == firsts[1][:1], "the same surname and initial"),
        (firsts[0].split()[:1] == firsts[1].split()[:1] != [], "the same first name"),
        (same_surname, "the same surname"),
    )
    points = (NAMES[0], NAMES[1], *NAMES[1:])
    found = ((score, told) for score, (is_so, told) in zip(points, checks, strict=True) if is_so)
    return next(found, (0, ""))


def first_names(old: Person, new: Person) -> tuple[str, str]:
    """Give the forenames of both as they are compared."""
    return spelling(old.forenames), spelling(new.forenames)


def are_one_first_name(old: str, new: str) -> bool:
    """Tell whether forenames agree as far as both tell them: other middle names are of another."""
    pairs = list(zip(old.split(), new.split(), strict=False))
    if not pairs or pairs[0][0] != pairs[0][1]:
        return False
    return all(one[0] == other[0] for one, other in pairs[1:])


def doors_compared(old: Person, new: Person) -> tuple[int, str]:
    """Score two doors."""
    if old.household and old.household == new.household:
        return AT_THE_DOOR, "the same door"
    if old.uprn and old.uprn == new.uprn:
        return AT_THE_DOOR, "the same property (UPRN)"
    if old.street and (old.street, old.postcode) == (new.street, new.postcode):
        return 15, "the same street and postcode"
    return (10, "the same postcode") if old.postcode and old.postcode == new.postcode else (0, "")
