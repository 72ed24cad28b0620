"""Where postcodes and UPRNs of the register lie."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None

MINE = "campaign_id = nullif(current_setting('canvass.campaign_id', true), '')::integer"


def upgrade() -> None:
    op.create_table(
        "whereabouts",
        sa.Column("key", sa.String(length=12), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("ward_code", sa.String(length=12), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_whereabouts")),
        sa.UniqueConstraint("campaign_id", "key", name=op.f("uq_whereabouts_campaign_id_key")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("alter table whereabouts enable row level security")
        op.execute(
            f"create policy campaign_all on whereabouts for all using ({MINE}) with check ({MINE})"
        )


def downgrade() -> None:
    op.drop_table("whereabouts")
