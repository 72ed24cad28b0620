"""Answers from earlier tools: the files they came with, and who voted in past polls."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id, Moment

revision = "0041"
down_revision = "0040"
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
    op.create_table(
        "earlier_file",
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("came_at", Moment(), nullable=False),
        sa.Column("taken_by", Id(), nullable=True),
        sa.Column("taken_at", Moment(), nullable=True),
        sa.Column("undone_by", Id(), nullable=True),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], ["user.id"], name=op.f(f"fk_earlier_file_{column}"))
            for column in ("user_id", "taken_by", "undone_by")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_earlier_file")),
    )
    op.create_table(
        "past_vote",
        sa.Column("elector_id", Id(), nullable=False),
        sa.Column("polling_day", sa.Date(), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("earlier_file_id", Id(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["campaign_id", f"{table}_id"],
                [f"{table}.campaign_id", f"{table}.id"],
                name=op.f(f"fk_past_vote_campaign_id_{table}_id"),
            )
            for table in ("elector", "earlier_file")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_past_vote")),
        sa.UniqueConstraint(
            "campaign_id",
            "elector_id",
            "polling_day",
            "earlier_file_id",
            name=op.f("uq_past_vote_campaign_id_elector_id_polling_day_earlier_file_id"),
        ),
    )
    op.create_index("ix_past_vote_file", "past_vote", ["campaign_id", "earlier_file_id"])
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("earlier_file_id", Id(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_contact_campaign_id_earlier_file_id"),
            "earlier_file",
            ["campaign_id", "earlier_file_id"],
            ["campaign_id", "id"],
        )
    op.create_index(
        "ix_contact_earlier_file",
        "contact",
        ["campaign_id", "earlier_file_id"],
        sqlite_where=sa.text("earlier_file_id is not null"),
        postgresql_where=sa.text("earlier_file_id is not null"),
    )
    wall("earlier_file")
    wall("past_vote")


def downgrade() -> None:
    op.drop_index("ix_contact_earlier_file", "contact")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_contact_campaign_id_earlier_file_id"), type_="foreignkey")
        batch_op.drop_column("earlier_file_id")
    op.drop_table("past_vote")
    op.drop_table("earlier_file")
