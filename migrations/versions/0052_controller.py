"""Who answers for a campaign's data."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

MINE = "campaign_id = nullif(current_setting('canvass.campaign_id', true), '')::integer"


def upgrade() -> None:
    op.create_table(
        "controller",
        sa.Column(
            "body",
            sa.Enum("independent", "other", "party", name="body", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("contact", sa.String(length=300), nullable=False),
        sa.Column("bases", sa.JSON(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_controller")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("alter table controller enable row level security")
        op.execute(
            f"create policy campaign_all on controller for all using ({MINE}) with check ({MINE})"
        )


def downgrade() -> None:
    op.drop_table("controller")
