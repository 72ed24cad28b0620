"""What people asked for at the door, and what was seen to."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id, Moment

revision = "0060"
down_revision = "0052"
branch_labels = None
depends_on = None

MINE = "campaign_id = nullif(current_setting('canvass.campaign_id', true), '')::integer"


def upgrade() -> None:
    op.create_table(
        "asked_done",
        sa.Column("contact_id", Id(), nullable=False),
        sa.Column("flag", sa.String(length=20), nullable=False),
        sa.Column("done_by", Id(), nullable=False),
        sa.Column("done_at", Moment(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "contact_id"],
            ["contact.campaign_id", "contact.id"],
            name=op.f("fk_asked_done_campaign_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(["done_by"], ["user.id"], name=op.f("fk_asked_done_done_by")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_asked_done")),
        sa.UniqueConstraint(
            "campaign_id",
            "contact_id",
            "flag",
            name=op.f("uq_asked_done_campaign_id_contact_id_flag"),
        ),
    )
    op.create_index(
        "ix_contact_flags",
        "contact",
        ["campaign_id", "flags"],
        sqlite_where=sa.text("flags <> ''"),
        postgresql_where=sa.text("flags <> ''"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("alter table asked_done enable row level security")
        op.execute(
            f"create policy campaign_all on asked_done for all using ({MINE}) with check ({MINE})"
        )


def downgrade() -> None:
    op.drop_index("ix_contact_flags", "contact")
    op.drop_table("asked_done")
