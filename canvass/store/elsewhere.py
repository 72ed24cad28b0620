"""Who moves between the files of two wards: leaves with the one, and comes with the other.

Either file may come first. Plain SQL does not know the campaign scope: every statement here carries
`campaign_id` itself.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, Table, exists, not_, or_, select

from canvass.core.matching import Pair, Pairs, Person, pairs_of
from canvass.store.base import Row
from canvass.store.befores import ELECTOR, ELECTOR_BEFORE
from canvass.store.comparing import GONE, HERE, Comparison, Condition
from canvass.store.pairing import (
    MOST,
    PAIR,
    district_of,
    electors_where,
    leavers,
    match_on_stage,
    newcomers,
    people,
)
from canvass.store.register import RegisterFile, RegisterKind

FILE: Table = Row.metadata.tables[RegisterFile.__tablename__]


class Elsewhere(NamedTuple):
    """The doubtful pairs with other files, and the districts from which somebody was taken over."""

    doubtful: Sequence[Pair]
    districts: frozenset[UUID]


def pair_elsewhere(comparison: Comparison) -> Elsewhere:
    """Match on the stage who clearly left with another file, and give the doubtful pairs.

    Call it once all who are one person within the file are matched. Whoever came with the other
    file stands on the register already, so somebody decides. Where nobody is on the register of the
    file's districts yet, everybody would seem to come, so nobody is looked for.
    """
    if not comparison.electors_count():
        return Elsewhere((), frozenset())
    gone = people(comparison, gone_elsewhere(comparison))
    back = alike(gone, newcomers(comparison)) if gone else Pairs((), ())
    match_on_stage(comparison, back.same)
    came = people(comparison, came_elsewhere(comparison))
    on = alike(leavers(comparison), came) if came else Pairs((), ())
    districts = frozenset(district_of(pair.old) for pair in back.same)
    return Elsewhere([*back.doubtful, *on.same, *on.doubtful], districts)


def alike(left: Sequence[Person], came: Sequence[Person]) -> Pairs:
    """Pair up who left and who came, if there are not so many that they are another council's."""
    is_another_council = len(left) > MOST or len(came) > MOST
    return Pairs((), ()) if is_another_council else pairs_of(left, came)


def gone_elsewhere(comparison: Comparison) -> Select[Any]:
    """Select who left the register of other districts, and lives as far as we know."""
    was_on = exists().where(
        ELECTOR_BEFORE.c.campaign_id == comparison.campaign_id,
        ELECTOR_BEFORE.c.elector_id == ELECTOR.c.id,
        ELECTOR_BEFORE.c.on_register,
    )
    is_twin = exists().where(
        PAIR.c.campaign_id == comparison.campaign_id,
        PAIR.c.new_id == ELECTOR.c.id,
        PAIR.c.verdict == "same",
    )
    return of_people(comparison, GONE, not_(ELECTOR.c.has_died), was_on, not_(is_twin))


def came_elsewhere(comparison: Comparison) -> Select[Any]:
    """Select who came to the register of other districts with a file that was not their first."""
    counts = FILE.c.counts
    few = counts["electors_added"].as_integer() * 2 < counts["rows"].as_integer()
    later = select(FILE.c.id).where(
        FILE.c.campaign_id == comparison.campaign_id,
        FILE.c.undone_at.is_(None),
        or_(FILE.c.kind == RegisterKind.UPDATE, (FILE.c.kind == RegisterKind.FULL) & few),
    )
    was_there = exists().where(
        ELECTOR_BEFORE.c.campaign_id == comparison.campaign_id,
        ELECTOR_BEFORE.c.elector_id == ELECTOR.c.id,
    )
    return of_people(comparison, HERE, ELECTOR.c.register_file_id.in_(later), not_(was_there))


def of_people(comparison: Comparison, *conditions: Condition) -> Select[Any]:
    """Select electors of other districts as they are compared; nobody whose name is not known."""
    return electors_where(
        ELECTOR.c.campaign_id == comparison.campaign_id,
        ELECTOR.c.polling_district_id.not_in(comparison.districts),
        ELECTOR.c.name != "",
        *conditions,
    )
