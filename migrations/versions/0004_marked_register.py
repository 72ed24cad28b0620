"""the marked register, and until when telling data is kept."""

import sqlalchemy as sa
from alembic import op

import canvass.store.base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "marked_entry",
        sa.Column("elector_id", canvass.store.base.Id(), nullable=False),
        sa.Column("polling_day", sa.Date(), nullable=False),
        sa.Column(
            "mark",
            sa.Enum(
                "by_post",
                "did_not",
                "in_person",
                "not_registered",
                name="mark",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("register_file_id", canvass.store.base.Id(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "elector_id"],
            ["elector.campaign_id", "elector.id"],
            name=op.f("fk_marked_entry_campaign_id_elector_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "register_file_id"],
            ["register_file.campaign_id", "register_file.id"],
            name=op.f("fk_marked_entry_campaign_id_register_file_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_marked_entry")),
        sa.UniqueConstraint(
            "campaign_id",
            "elector_id",
            "polling_day",
            name=op.f("uq_marked_entry_campaign_id_elector_id_polling_day"),
        ),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.add_column(sa.Column("telling_kept_until", sa.Date(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_column("telling_kept_until")

    op.drop_table("marked_entry")
