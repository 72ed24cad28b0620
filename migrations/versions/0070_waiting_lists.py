"""Lists wait too: what a waiting file is, and of which earlier poll."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0065"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("waiting_file", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("kind", sa.String(length=10), nullable=False, server_default="full")
        )
        batch_op.add_column(sa.Column("poll", sa.Date(), nullable=True))
    with op.batch_alter_table("waiting_file", schema=None) as batch_op:
        batch_op.alter_column("kind", server_default=None)


def downgrade() -> None:
    op.execute("delete from waiting_file where kind <> 'full'")
    with op.batch_alter_table("waiting_file", schema=None) as batch_op:
        batch_op.drop_column("poll")
        batch_op.drop_column("kind")
