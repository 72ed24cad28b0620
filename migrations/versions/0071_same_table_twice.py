"""The same table of an earlier tool is known again by its hash."""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("earlier_file", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("sha256", sa.String(length=64), nullable=False, server_default="")
        )
    with op.batch_alter_table("earlier_file", schema=None) as batch_op:
        batch_op.alter_column("sha256", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("earlier_file", schema=None) as batch_op:
        batch_op.drop_column("sha256")
