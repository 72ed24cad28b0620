"""until when a campaign's data is kept, and when it was destroyed."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kept_until", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("erased_at", Moment(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_column("erased_at")
        batch_op.drop_column("kept_until")
