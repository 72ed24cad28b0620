"""Who left and who came: one person where name and door say so, a question where they nearly do."""

from dataclasses import dataclass
from itertools import count
from uuid import UUID

import pytest

from canvass.core.matching import Person, compared, pairs_of

IDS = count(1)
HOME, OTHER = UUID(int=1 << 100), UUID(int=2 << 100)


def person(name: str, home: UUID | None = HOME, **told: str) -> Person:
    forenames, _, surname = name.rpartition(" ")
    where = (told.get("uprn", ""), told.get("postcode", ""), told.get("street", ""))
    roll = told.get("roll", f"roll {next(IDS)}")
    return Person(UUID(int=next(IDS)), roll, surname, forenames, home, *where)


@dataclass
class Case:
    old: Person
    new: Person
    points: int
    reasons: str


@pytest.mark.parametrize(
    "case",
    [
        Case(person("Núria Ibáñez"), person("NURIA IBANEZ"), 90, "the same name, the same door"),
        Case(person("Ada B Ash"), person("Ada Ash"), 85, "the same first and last name"),
        Case(person("John A Ash"), person("John B Ash"), 80, "nearly alike"),
        Case(person("Jon Ashdown"), person("John Ashdown"), 80, "written nearly alike"),
        Case(person("Ada Ash"), person("Ada Birch"), 60, "the same first name, the same door"),
        Case(person("Ada Ash"), person("Bo Ash"), 50, "the same surname"),
        Case(person("Ada Ash"), person("Bo Birch"), 0, ""),
        Case(person("Ada Ash"), person("Ada Ash", OTHER), 50, "the same name"),
        Case(
            person("Ada Ash", HOME, uprn="1"),
            person("Ada Ash", OTHER, uprn="1"),
            90,
            "the same property (UPRN)",
        ),
        Case(
            person("Ada Ash", HOME, street="lupus", postcode="A"),
            person("Ada Ash", OTHER, street="lupus", postcode="A"),
            65,
            "the same street and postcode",
        ),
        Case(
            person("Jon Ashdown", roll="7"),
            person("John Ashdown", roll="7"),
            90,
            "the same elector number",
        ),
    ],
    ids=lambda case: f"{case.old.name} and {case.new.name}",
)
def test_points_are_given_for_what_two_have_in_common_and_each_is_named(case: Case) -> None:
    pair = compared(case.old, case.new)
    assert pair.points == case.points
    assert case.reasons in ", ".join(pair.reasons)


def test_a_spelling_at_the_same_door_is_the_same_person_and_a_mover_a_question() -> None:
    stays, moves, goes = person("Zoë Núñez"), person("Rare Name"), person("Bo Birch", OTHER)
    spelled, elsewhere = person("Zoe Nunez"), person("Rare Name", OTHER)
    found = pairs_of([stays, moves, goes], [spelled, elsewhere, person("New Comer", OTHER)])
    assert [(pair.old.id, pair.new.id) for pair in found.same] == [(stays.id, spelled.id)]
    assert [(pair.old.id, pair.new.id, pair.points) for pair in found.doubtful] == [
        (moves.id, elsewhere.id, 60)
    ]


def test_of_two_who_are_as_alike_neither_is_taken_for_the_other() -> None:
    old = person("Ada Ash")
    found = pairs_of([old], [person("Ada Ash"), person("Ada Ash")])
    assert (found.same, len(found.doubtful)) == ([], 2)


def test_who_asked_for_peace_is_looked_for_further() -> None:
    old, kin = person("Ada Ash"), person("Bo Ash")
    assert pairs_of([old], [kin]).doubtful == []
    assert len(pairs_of([old._replace(is_silenced=True)], [kin]).doubtful) == 1
