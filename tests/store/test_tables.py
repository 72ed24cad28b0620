"""What must hold of every table, read off the metadata."""

import pytest
from sqlalchemy import Table, UniqueConstraint

from canvass.db import db
from canvass.store.base import Row

PLAIN = {
    "back_asked",
    "campaign",
    "invitation",
    "passkey",
    "recovery_code",
    "second_factor",
    "sign_in",
    "sign_in_try",
    "user",
    "way_back",
}
"""Tables of the whole site: who somebody is, before they are in any campaign."""

CAMPAIGN_TABLES = [table for table in Row.metadata.sorted_tables if table.name not in PLAIN]
OUTSIDE = {"user", "campaign"}


def test_there_are_tables_to_hold_to_these_rules() -> None:
    assert db.metadata is Row.metadata
    assert len(CAMPAIGN_TABLES) > 15


@pytest.mark.parametrize("table", CAMPAIGN_TABLES, ids=lambda table: table.name)
def test_a_campaigns_rows_can_only_point_at_its_own(table: Table) -> None:
    assert [column.name for column in table.primary_key] == ["campaign_id", "id"]
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            assert constraint.columns[0].name == "campaign_id", constraint
    for key in table.foreign_key_constraints:
        if key.referred_table.name not in OUTSIDE:
            assert key.column_keys[0] == "campaign_id", key
            assert key.elements[0].target_fullname.endswith(".campaign_id"), key
    for index in table.indexes:
        assert index.columns[0].name == "campaign_id", index.name
