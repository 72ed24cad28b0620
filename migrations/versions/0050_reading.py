"""Pausing somebody, and finding alarms in the log."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Moment

revision = "0050"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paused_at", Moment(), nullable=True))
    op.create_index("ix_audit_event_deed", "audit_event", ["campaign_id", "deed", "at"])


def downgrade() -> None:
    op.drop_index("ix_audit_event_deed", "audit_event")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_column("paused_at")
