"""Finding whom the rows of a marked register name, of this poll or of an earlier one."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from canvass.core.council_file import BadFileError
from canvass.core.earlier_rows import Told
from canvass.core.marked import Mark, Marking
from canvass.core.register import Roll
from canvass.core.turnout import register_year
from canvass.store.absentees import OnRoll
from canvass.store.accounts import the_campaign
from canvass.store.amending import Unmatched
from canvass.store.joining import Joining

Found = tuple[dict[UUID, Mark], list[Unmatched]]
NAMELESS = "Numbers start anew each December, so a row of an earlier register needs the whole name."
TWICE = "An earlier row names the same elector."


def whom_they_name(
    session: Session, rows: Sequence[Marking], roll: dict[Roll, OnRoll], poll: date
) -> Found:
    """Find whom rows name: the mark by elector, and the rows that name nobody.

    Numbers count alone only where the poll was on the register of this year.

    Raises:
        BadFileError: none names anybody.
    """
    is_this_register = register_year(poll) == register_year(the_campaign(session).polling_day)
    marks, unmatched = by_number(rows, roll) if is_this_register else by_name(session, rows)
    if not marks:
        raise BadFileError(
            "Nobody in this file is on the register under the same number, so the last one stays. "
            "Is it the marked register of this election?"
            if is_this_register
            else "Nobody in this file can be found on the register by number and whole name, or "
            "by name and address, so nothing changes."
        )
    return marks, unmatched


def by_number(rows: Sequence[Marking], roll: dict[Roll, OnRoll]) -> Found:
    """Find whom each row names on the register that it is of."""
    marks: dict[UUID, Mark] = {}
    unmatched = []
    for row in rows:
        found = roll.get(row.roll)
        if found is None:
            reason = "Nobody on the register has this number."
        elif row.surname.casefold() not in found.surname.casefold():
            reason = "Somebody of another name has this number: is it the same register?"
        else:
            marks[found.id] = row.mark
            continue
        unmatched.append(Unmatched(row.line, str(row.roll), reason))
    return marks, unmatched


def by_name(session: Session, rows: Sequence[Marking]) -> Found:
    """Find whom each row of an earlier register names: by number or address, with the name."""
    rolls = {row.line: str(row.roll) for row in rows}
    named = [row for row in rows if row.surname and row.forenames]
    joining = Joining(session)
    marks: dict[UUID, Mark] = {}
    unmatched = [
        Unmatched(row.line, str(row.roll), NAMELESS)
        for row in rows
        if not (row.surname and row.forenames)
    ]
    by_line = {row.line: row.mark for row in named}
    for one in sorted(joining.join(as_told(named)), key=lambda one: one.told.line):
        if one.elector_id in marks:
            unmatched.append(Unmatched(one.told.line, rolls[one.told.line], TWICE))
        else:
            marks[one.elector_id] = by_line[one.told.line]
    unmatched += [Unmatched(line, rolls[line], reason) for line, reason in joining.refused]
    return marks, sorted(unmatched)


def as_told(rows: Sequence[Marking]) -> Iterator[Told]:
    """Write rows as those of an earlier tool are joined."""
    for row in rows:
        yield Told(
            line=row.line,
            roll=row.roll,
            surname=row.surname,
            forenames=row.forenames,
            address=row.address,
            postcode=row.postcode,
            spoken_at=datetime.min.replace(tzinfo=UTC),
        )


def left_out(missing: set[Roll], roll: dict[Roll, OnRoll], few: int, share: int) -> Iterator[str]:
    """Say of which districts a file leaves out many electors: over `few`, and one in `share`."""
    sizes = Counter(one.district for one in roll)
    for code, count in sorted(Counter(one.district for one in missing).items()):
        if count > few and count * share > sizes[code]:
            yield (
                f"This file leaves out {count:,} of {sizes[code]:,} electors of {code}. "
                "Is it whole?"
            )
