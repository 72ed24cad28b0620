"""layouts that a campaign told us itself."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id, Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_layout",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.Column("made_by", Id(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_own_layout_made_by")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_own_layout")),
        sa.UniqueConstraint("campaign_id", "name", name=op.f("uq_own_layout_campaign_id_name")),
    )


def downgrade() -> None:
    op.drop_table("own_layout")
