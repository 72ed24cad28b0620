"""Ways back in without one's password, and for which addresses one was asked by e-mail."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id, Moment

revision = "0075"
down_revision = "0071"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "back_asked",
        sa.Column("id", Id(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_back_asked")),
    )
    op.create_table(
        "way_back",
        sa.Column("id", Id(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("made_by", Id(), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("drops_factor", sa.Boolean(), nullable=False),
        sa.Column("approved_by", Id(), nullable=True),
        sa.ForeignKeyConstraint(["approved_by"], ["user.id"], name=op.f("fk_way_back_approved_by")),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_way_back_made_by")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_way_back_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_way_back")),
        sa.UniqueConstraint("digest", name=op.f("uq_way_back_digest")),
    )
    op.create_index("ix_way_back_user", "way_back", ["user_id"])


def downgrade() -> None:
    op.drop_index("ix_way_back_user", "way_back")
    op.drop_table("way_back")
    op.drop_table("back_asked")
