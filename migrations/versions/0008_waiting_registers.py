"""registers that wait until somebody has looked, and who took each in."""

import sqlalchemy as sa
from alembic import op

import canvass.store.base

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "waiting_file",
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("layout", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", canvass.store.base.Id(), nullable=False),
        sa.Column("came_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_waiting_file_user_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_waiting_file")),
    )
    with op.batch_alter_table("register_file", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_by", canvass.store.base.Id(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_register_file_confirmed_by"), "user", ["confirmed_by"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("register_file", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_register_file_confirmed_by"), type_="foreignkey")
        batch_op.drop_column("confirmed_by")
    op.drop_table("waiting_file")
