"""Boundary sets and the outlines of wards in them."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id, Moment

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None

MINE = "campaign_id = nullif(current_setting('canvass.campaign_id', true), '')::integer"


def upgrade() -> None:
    op.create_table(
        "boundary_set",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("came_at", Moment(), nullable=False),
        sa.Column("is_in_force", sa.Boolean(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_boundary_set")),
    )
    op.create_index(
        "uq_boundary_set_in_force",
        "boundary_set",
        ["campaign_id"],
        unique=True,
        sqlite_where=sa.text("is_in_force"),
        postgresql_where=sa.text("is_in_force"),
    )
    op.create_table(
        "ward_outline",
        sa.Column("boundary_set_id", Id(), nullable=False),
        sa.Column("ward_id", Id(), nullable=True),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("drawn", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "boundary_set_id"],
            ["boundary_set.campaign_id", "boundary_set.id"],
            name=op.f("fk_ward_outline_campaign_id_boundary_set_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "ward_id"],
            ["ward.campaign_id", "ward.id"],
            name=op.f("fk_ward_outline_campaign_id_ward_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_ward_outline")),
        sa.UniqueConstraint(
            "campaign_id",
            "boundary_set_id",
            "ward_id",
            name=op.f("uq_ward_outline_campaign_id_boundary_set_id_ward_id"),
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        for table in ("boundary_set", "ward_outline"):
            op.execute(f"alter table {table} enable row level security")
            op.execute(
                f"create policy campaign_all on {table} for all using ({MINE}) with check ({MINE})"
            )


def downgrade() -> None:
    op.drop_table("ward_outline")
    op.drop_table("boundary_set")
