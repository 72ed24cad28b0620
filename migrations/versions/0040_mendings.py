"""Mendings of misread addresses: what stands for what, and who lives behind another door."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id, Moment

revision = "0040"
down_revision = "0036"
branch_labels = None
depends_on = None

MINE = "campaign_id = nullif(current_setting('canvass.campaign_id', true), '')::integer"


def wall(name: str) -> None:
    """Let a transaction see its own campaign's rows only."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"alter table {name} enable row level security")
        op.execute(
            f"create policy campaign_all on {name} for all using ({MINE}) with check ({MINE})"
        )


def upgrade() -> None:
    for name in ("street", "household"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.add_column(sa.Column("merged_into_id", Id(), nullable=True))
            batch_op.create_foreign_key(
                op.f(f"fk_{name}_campaign_id_merged_into_id"),
                name,
                ["campaign_id", "merged_into_id"],
                ["campaign_id", "id"],
            )
    op.create_index(
        "ix_household_merged",
        "household",
        ["campaign_id", "merged_into_id"],
        sqlite_where=sa.text("merged_into_id is not null"),
        postgresql_where=sa.text("merged_into_id is not null"),
    )
    op.create_table(
        "mending",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=400), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("user_id", Id(), nullable=True),
        sa.Column("mended_at", Moment(), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", Id(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_mending_user_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["user.id"], name=op.f("fk_mending_undone_by")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_mending")),
    )
    op.create_table(
        "placement",
        sa.Column("elector_id", Id(), nullable=False),
        sa.Column("read_as_id", Id(), nullable=False),
        sa.Column("household_id", Id(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["campaign_id", column],
                [f"{table}.campaign_id", f"{table}.id"],
                name=op.f(f"fk_placement_campaign_id_{column}"),
            )
            for column, table in (
                ("elector_id", "elector"),
                ("read_as_id", "household"),
                ("household_id", "household"),
            )
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_placement")),
        sa.UniqueConstraint(
            "campaign_id", "elector_id", name=op.f("uq_placement_campaign_id_elector_id")
        ),
    )
    wall("mending")
    wall("placement")


def downgrade() -> None:
    op.drop_table("placement")
    op.drop_table("mending")
    op.drop_index("ix_household_merged", "household")
    for name in ("household", "street"):
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_constraint(
                op.f(f"fk_{name}_campaign_id_merged_into_id"), type_="foreignkey"
            )
            batch_op.drop_column("merged_into_id")
