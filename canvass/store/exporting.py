"""A whole campaign as documented CSV, read off the tables themselves so that none is forgotten.

Plain SQL does not know the campaign scope: every statement here carries `campaign_id` itself.
"""

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from typing import IO, BinaryIO, NamedTuple

from sqlalchemy import Select, Table, func, select
from sqlalchemy.orm import Session

from canvass.core.errors import CanvassError
from canvass.core.export_words import HEAD, LEFT_OUT, TABLES, words_for
from canvass.core.spreadsheet import defused
from canvass.store.accounts import Campaign, Membership, User, the_campaign
from canvass.store.base import Row

AT_ONCE = 20_000
STAMP = (1980, 1, 1, 0, 0, 0)
PERSON = {
    "id": "to which other tables point",
    "name": "name",
    "role": "what they are in this campaign",
    "barred_at": "since when they may do nothing more",
}
CAMPAIGN = {
    "name": "name",
    "party": "party",
    "polling_day": "the day of the poll",
    "nation": "nation",
    "contest": "what is voted for",
    "promise_threshold": "a promise is of this strength or firmer",
}

Tell = Callable[[int, int], None]
Unlock = Callable[[str], str]


class Part(NamedTuple):
    """One file of an export: its name, what it is, its columns with their words, its rows."""

    name: str
    words: str
    columns: dict[str, str]
    query: Select[*tuple[object, ...]]


class Signed(NamedTuple):
    """Who asked for an export, who approved it, and as at when it is."""

    asked: str
    approved: str
    at: datetime


def parts_of(session: Session) -> list[Part]:
    """List the files of an export."""
    campaign = the_campaign(session)
    people = (
        select(User.id, User.name, Membership.role, Membership.barred_at)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.campaign_id == campaign.id)
        .order_by(User.id)
    )
    told = [Campaign.__table__.c[name] for name in CAMPAIGN]
    mine = select(*told).where(Campaign.id == campaign.id)
    first = [
        Part("campaign", "The campaign itself.", CAMPAIGN, mine),
        Part("person", "Who works or worked in the campaign.", PERSON, people),
    ]
    return [*first, *(part_of(Row.metadata.tables[name], campaign.id) for name in TABLES)]


def part_of(table: Table, campaign_id: int) -> Part:
    """Give the file of one table."""
    words = {column.name: words_for(table.name, column.name) for column in table.columns}
    columns = {name: told for name, told in words.items() if told}
    query = select(*(table.c[name] for name in columns))
    mine = query.where(table.c.campaign_id == campaign_id).order_by(table.c.id)
    return Part(table.name, TABLES[table.name], columns, mine)


def write_export(
    session: Session, file: BinaryIO, signed: Signed, unlock: Unlock, tell: Tell
) -> int:
    """Write a whole campaign into a zip; count its rows."""
    parts = parts_of(session)
    total = sum(count_of(session, part) for part in parts)
    counts: dict[str, int] = {}
    done = 0
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in parts:
            rows = written(session, part, unlock)
            counts[part.name] = 0
            with archive.open(f"{part.name}.csv", "w", force_zip64=True) as raw:
                for some in write_rows(raw, list(part.columns), rows):
                    counts[part.name] += some
                    done += some
                    tell(done, total)
        archive.writestr("README.txt", readme(the_campaign(session), parts, counts, signed))
    return done


def count_of(session: Session, part: Part) -> int:
    """Count the rows of a part."""
    return session.scalar(select(func.count()).select_from(part.query.subquery())) or 0


def written(session: Session, part: Part, unlock: Unlock) -> Iterator[list[object]]:
    """Give the rows of a part as they are written."""
    names = list(part.columns)
    locked = names.index("locked") if "locked" in names else None
    found = session.connection().execute(
        part.query, execution_options={"yield_per": AT_ONCE, "stream_results": True}
    )
    for row in found:
        cells = [cell_of(value) for value in row]
        if locked is not None:
            cells[locked] = unlocked(str(row[locked]), unlock)
        yield cells


def unlocked(told: str, unlock: Unlock) -> str:
    """Unlock an address; one that was locked under another secret nobody can read any more."""
    try:
        return unlock(told)
    except CanvassError:
        return ""


def write_rows(
    raw: IO[bytes], head: Sequence[str], rows: Iterable[Sequence[object]]
) -> Iterator[int]:
    """Write a table into a file, and tell now and then how many rows have gone by."""
    text = io.TextIOWrapper(raw, "utf-8-sig", newline="")
    writer = csv.writer(text)
    writer.writerow(head)
    count = 0
    for row in rows:
        writer.writerow([defused(cell) for cell in row])
        count += 1
        if count == AT_ONCE:
            yield count
            count = 0
    text.detach()
    yield count


def cell_of(value: object) -> object:
    """Write a value so that any program can read it.

    >>> cell_of(True), cell_of(None), cell_of(datetime(2018, 5, 3, 18, 30, tzinfo=UTC))
    ('yes', '', '2018-05-03T18:30:00Z')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        moment = value.astimezone(UTC) if value.tzinfo else value
        return moment.isoformat(timespec="seconds").removesuffix("+00:00") + "Z"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else value if isinstance(value, int) else str(value)


def readme(
    campaign: Campaign, parts: Sequence[Part], counts: dict[str, int], signed: Signed
) -> str:
    """Describe every file and column of an export, and what is not in it."""
    head = HEAD.format(
        name=campaign.name,
        at=cell_of(signed.at),
        asked=signed.asked,
        approved=signed.approved,
        rows=f"{sum(counts.values()):,}",
        files=len(parts),
    )
    lines = [head]
    for part in parts:
        lines += ["", f"{part.name}.csv: {part.words} {counts[part.name]:,} rows.", ""]
        lines += [f"    {name}: {words}" for name, words in part.columns.items()]
    lines += ["", "Not in here:", ""]
    lines += [f"    {name}: {why}" for name, why in LEFT_OUT.items()]
    return "\r\n".join("\n".join(lines).splitlines()) + "\r\n"


def campaign_tables() -> set[str]:
    """Name every table of a campaign, to hold them against what is exported."""
    return {
        table.name
        for table in Row.metadata.sorted_tables
        if "campaign_id" in table.c and "id" in table.c
    }
