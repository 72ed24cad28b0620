"""who left and who came with a register, and whether they are one person."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id, Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "doubtful_pair",
        sa.Column("register_file_id", Id(), nullable=False),
        sa.Column("old_id", Id(), nullable=False),
        sa.Column("new_id", Id(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("decided_by", Id(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["campaign_id", column],
                [f"{table}.campaign_id", f"{table}.id"],
                name=op.f(f"fk_doubtful_pair_campaign_id_{column}"),
            )
            for column, table in (
                ("register_file_id", "register_file"),
                ("old_id", "elector"),
                ("new_id", "elector"),
            )
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user.id"], name=op.f("fk_doubtful_pair_decided_by")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_doubtful_pair")),
    )
    for name, columns in (
        ("verdict", ["verdict", "points"]),
        ("old", ["old_id"]),
        ("new", ["new_id"]),
    ):
        op.create_index(f"ix_doubtful_pair_{name}", "doubtful_pair", ["campaign_id", *columns])


def downgrade() -> None:
    op.drop_table("doubtful_pair")
