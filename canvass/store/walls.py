"""The second wall: on PostgreSQL the database itself shows a transaction one campaign's rows only.

`store.base` tells each transaction which campaign it is for; these policies hold every table of a
campaign to it, also against a statement that forgot to ask, and also the tables' owner. Nothing of
it exists on SQLite.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, MetaData, Table, event

from canvass.store.base import SETTING, Row, Scoped

SEEN_BY_ALL = frozenset({"membership"})
"""Who belongs to which campaign is read before any is entered; it is written in one's own only."""

MINE = f"campaign_id = nullif(current_setting('{SETTING}', true), '')::integer"


def walled_tables() -> list[Table]:
    """List the tables that the wall stands around: all of a campaign's."""
    mapped = (
        mapper.local_table for mapper in Row.registry.mappers if issubclass(mapper.class_, Scoped)
    )
    return sorted((one for one in mapped if isinstance(one, Table)), key=lambda one: one.name)


def wall_around(name: str) -> Iterator[str]:
    """Give the statements that put the wall around one table."""
    yield f"alter table {name} enable row level security"
    yield f"alter table {name} force row level security"
    if name in SEEN_BY_ALL:
        yield f"create policy read on {name} for select using (true)"
    for what in ("insert", "update", "delete") if name in SEEN_BY_ALL else ("all",):
        using = "" if what == "insert" else f" using ({MINE})"
        check = "" if what == "delete" else f" with check ({MINE})"
        yield f"create policy campaign_{what} on {name} for {what}{using}{check}"


@event.listens_for(Row.metadata, "after_create")
def put_walls_up(
    _metadata: MetaData, connection: Connection, tables: Sequence[Table] = (), **_told: object
) -> None:
    """Put the wall around tables that were just made."""
    if connection.dialect.name == "postgresql":
        for table in walled_tables():
            if table in tables:
                for statement in wall_around(table.name):
                    connection.exec_driver_sql(statement)
