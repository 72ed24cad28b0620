"""row-level security on PostgreSQL: a transaction sees its campaign's rows only.

`env.py` holds the tables' owner to it too, whenever migrations have run.
"""

from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

MINE = "campaign_id = nullif(current_setting('canvass.campaign_id', true), '')::integer"
TABLES = [
    "absent_vote",
    "audit_event",
    "audit_head",
    "casework",
    "casework_event",
    "consent",
    "contact",
    "contact_issue",
    "doubtful_pair",
    "elector",
    "elector_before",
    "held_out",
    "household",
    "household_before",
    "intention_code",
    "issue",
    "job",
    "knock",
    "knockup_round",
    "lift",
    "marked_entry",
    "membership_ward",
    "own_layout",
    "polling_district",
    "polling_station",
    "register_file",
    "retraction",
    "sheet",
    "sheet_line",
    "shift",
    "slip",
    "street",
    "suppression",
    "target",
    "telling_mark",
    "waiting_file",
    "walk",
    "walk_code",
    "walk_door",
    "walk_lease",
    "ward",
]


def upgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for name in TABLES:
        op.execute(f"alter table {name} enable row level security")
        op.execute(
            f"create policy campaign_all on {name} for all using ({MINE}) with check ({MINE})"
        )
    op.execute("alter table membership enable row level security")
    op.execute("create policy read on membership for select using (true)")
    op.execute(f"create policy campaign_insert on membership for insert with check ({MINE})")
    op.execute(
        f"create policy campaign_update on membership for update using ({MINE}) with check ({MINE})"
    )
    op.execute(f"create policy campaign_delete on membership for delete using ({MINE})")


def downgrade() -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for name in TABLES:
        op.execute(f"drop policy campaign_all on {name}")
    for policy in ("read", "campaign_insert", "campaign_update", "campaign_delete"):
        op.execute(f"drop policy {policy} on membership")
    for name in ["membership", *TABLES]:
        op.execute(f"alter table {name} no force row level security")
        op.execute(f"alter table {name} disable row level security")
