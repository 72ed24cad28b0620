"""What members asked to be sent, and the mails."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id, Moment

revision = "0032"
down_revision = "0031"
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
        "mail_wish",
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("wants_week", sa.Boolean(), nullable=False),
        sa.Column("wants_alerts", sa.Boolean(), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("site", sa.String(length=200), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_mail_wish_user_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_mail_wish")),
        sa.UniqueConstraint(
            "campaign_id", "user_id", name=op.f("uq_mail_wish_campaign_id_user_id")
        ),
    )
    op.create_table(
        "mail",
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_mail_user_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_mail")),
        sa.UniqueConstraint(
            "campaign_id",
            "user_id",
            "kind",
            "key",
            name=op.f("uq_mail_campaign_id_user_id_kind_key"),
        ),
    )
    op.create_index("ix_mail_state", "mail", ["campaign_id", "state", "next_at"])
    wall("mail_wish")
    wall("mail")


def downgrade() -> None:
    op.drop_table("mail")
    op.drop_table("mail_wish")
