"""Saved views of reports."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

MINE = "campaign_id = nullif(current_setting('canvass.campaign_id', true), '')::integer"


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("ward_id", Id(), nullable=True),
        sa.Column("issue", sa.String(length=60), nullable=False),
        sa.Column("last_days", sa.Integer(), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("against_first", sa.Date(), nullable=True),
        sa.Column("against_last", sa.Date(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "ward_id"],
            ["ward.campaign_id", "ward.id"],
            name=op.f("fk_saved_view_campaign_id_ward_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_saved_view_user_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint(
            "campaign_id", "user_id", "name", name=op.f("uq_saved_view_campaign_id_user_id_name")
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("alter table saved_view enable row level security")
        op.execute(
            f"create policy campaign_all on saved_view for all using ({MINE}) with check ({MINE})"
        )


def downgrade() -> None:
    op.drop_table("saved_view")
