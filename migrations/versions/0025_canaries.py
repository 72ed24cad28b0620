"""canaries: which invented elector went out in which list."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id, Moment

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

MINE = "campaign_id = nullif(current_setting('canvass.campaign_id', true), '')::integer"


def upgrade() -> None:
    op.create_table(
        "canary",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("what", sa.String(length=60), nullable=False),
        sa.Column("ward_id", Id(), nullable=True),
        sa.Column("user_id", Id(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "ward_id"],
            ["ward.campaign_id", "ward.id"],
            name=op.f("fk_canary_campaign_id_ward_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_canary_user_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_canary")),
        sa.UniqueConstraint("campaign_id", "name", name=op.f("uq_canary_campaign_id_name")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("alter table canary enable row level security")
        op.execute(
            f"create policy campaign_all on canary for all using ({MINE}) with check ({MINE})"
        )


def downgrade() -> None:
    op.drop_table("canary")
