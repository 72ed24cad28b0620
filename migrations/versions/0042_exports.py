"""Exports of a campaign: asked for, approved, fetched."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id, Moment

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

MINE = "campaign_id = nullif(current_setting('canvass.campaign_id', true), '')::integer"


def upgrade() -> None:
    op.create_table(
        "campaign_export",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("asked_by", Id(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("approved_by", Id(), nullable=True),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=True),
        sa.Column("fetched_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["user.id"], name=op.f("fk_campaign_export_asked_by")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["user.id"], name=op.f("fk_campaign_export_approved_by")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_campaign_export")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("alter table campaign_export enable row level security")
        op.execute(
            "create policy campaign_all on campaign_export for all "
            f"using ({MINE}) with check ({MINE})"
        )


def downgrade() -> None:
    op.drop_table("campaign_export")
