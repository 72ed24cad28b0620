"""what an import changed, so that it can be undone."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id, Moment, SortKey

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    before(
        "elector",
        sa.Column("was_file_id", Id(), nullable=True),
        sa.Column("polling_district_id", Id(), nullable=False),
        sa.Column("household_id", Id(), nullable=True),
        sa.Column("roll_number", sa.String(length=20), nullable=False),
        sa.Column("roll_suffix", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("surname", sa.String(length=100), nullable=False),
        sa.Column("forenames", sa.String(length=100), nullable=False),
        sa.Column("markers", sa.String(length=20), nullable=False),
        sa.Column("attains_on", sa.Date(), nullable=True),
        sa.Column("has_franchise", sa.Boolean(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("on_register", sa.Boolean(), nullable=False),
    )
    before(
        "household",
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("building", sa.String(length=120), nullable=False),
        sa.Column("side", sa.String(length=4), nullable=False),
        sa.Column("door_order", SortKey, nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=False),
        sa.Column("uprn", sa.String(length=12), nullable=False),
    )
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.add_column(sa.Column("came_with", Id(), nullable=True))
    with op.batch_alter_table("register_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reach", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("undone_at", Moment(), nullable=True))
        batch_op.add_column(sa.Column("undone_by", Id(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_register_file_undone_by"), "user", ["undone_by"], ["id"]
        )


def before(what: str, *columns: sa.Column[object]) -> None:
    """Make the table that keeps how electors, or doors, stood before a file."""
    table, key = f"{what}_before", f"{what}_id"
    op.create_table(
        table,
        sa.Column("register_file_id", Id(), nullable=False),
        sa.Column(key, Id(), nullable=False),
        *columns,
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "register_file_id"],
            ["register_file.campaign_id", "register_file.id"],
            name=op.f(f"fk_{table}_campaign_id_register_file_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", key],
            [f"{what}.campaign_id", f"{what}.id"],
            name=op.f(f"fk_{table}_campaign_id_{key}"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_file", table, ["campaign_id", "register_file_id", key])
    op.create_index(f"ix_{table}_{what}", table, ["campaign_id", key])


def downgrade() -> None:
    with op.batch_alter_table("register_file", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_register_file_undone_by"), type_="foreignkey")
        for name in ("undone_by", "undone_at", "reach"):
            batch_op.drop_column(name)
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.drop_column("came_with")
    op.drop_table("household_before")
    op.drop_table("elector_before")
