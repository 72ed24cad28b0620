"""the index that finds an elector's marks of the day, which scanned all the day's marks."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    index("campaign_id", "elector_id", "polling_day")


def downgrade() -> None:
    index("campaign_id", "elector_id")


def index(*columns: str) -> None:
    with op.batch_alter_table("telling_mark", schema=None) as batch_op:
        batch_op.drop_index("ix_telling_mark_elector")
        batch_op.create_index("ix_telling_mark_elector", list(columns), unique=False)
