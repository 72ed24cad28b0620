"""Committee rooms, the day that was frozen, and links to reports."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id, Moment

revision = "0030"
down_revision = "0025"
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
        "committee_room",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_committee_room")),
        sa.UniqueConstraint("campaign_id", "name", name=op.f("uq_committee_room_campaign_id_name")),
    )
    with op.batch_alter_table("polling_district", schema=None) as batch_op:
        batch_op.add_column(sa.Column("committee_room_id", Id(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_polling_district_campaign_id_committee_room_id"),
            "committee_room",
            ["campaign_id", "committee_room_id"],
            ["campaign_id", "id"],
        )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.add_column(sa.Column("frozen_at", Moment(), nullable=True))

    op.create_table(
        "report_link",
        sa.Column("ward_id", Id(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("made_by", Id(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "ward_id"],
            ["ward.campaign_id", "ward.id"],
            name=op.f("fk_report_link_campaign_id_ward_id"),
        ),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_report_link_made_by")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_report_link")),
        sa.UniqueConstraint(
            "campaign_id", "digest", name=op.f("uq_report_link_campaign_id_digest")
        ),
    )
    wall("committee_room")
    wall("report_link")


def downgrade() -> None:
    op.drop_table("report_link")
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_column("frozen_at")
    with op.batch_alter_table("polling_district", schema=None) as batch_op:
        batch_op.drop_constraint(
            op.f("fk_polling_district_campaign_id_committee_room_id"), type_="foreignkey"
        )
        batch_op.drop_column("committee_room_id")
    op.drop_table("committee_room")
