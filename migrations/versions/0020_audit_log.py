"""the audit log and its end."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id, Moment

revision = "0020"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("user_id", Id(), nullable=True),
        sa.Column("deed", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=10), nullable=False),
        sa.Column("subject_id", Id(), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        *scope(),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_audit_event_user_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint(
            "campaign_id", "number", name=op.f("uq_audit_event_campaign_id_number")
        ),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index(
            "ix_audit_event_subject", ["campaign_id", "subject_id", "number"], unique=False
        )
        batch_op.create_index("ix_audit_event_user", ["campaign_id", "user_id", "at"], unique=False)
    op.create_table(
        "audit_head",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        *scope(),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_audit_head")),
    )


def scope() -> list[sa.Column[object]]:
    return [
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
    ]


def downgrade() -> None:
    op.drop_table("audit_head")
    op.drop_table("audit_event")
