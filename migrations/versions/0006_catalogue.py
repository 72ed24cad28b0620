"""the catalogue: themes, merging, and what each mention was told as."""

import sqlalchemy as sa
from alembic import op

import canvass.store.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("theme", sa.String(length=40), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("merged_into_id", canvass.store.base.Id(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_issue_campaign_id_merged_into_id"),
            "issue",
            ["campaign_id", "merged_into_id"],
            ["campaign_id", "id"],
        )

    with op.batch_alter_table("contact_issue", schema=None) as batch_op:
        batch_op.add_column(sa.Column("told_as_id", canvass.store.base.Id(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_contact_issue_campaign_id_told_as_id"),
            "issue",
            ["campaign_id", "told_as_id"],
            ["campaign_id", "id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("contact_issue", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_contact_issue_campaign_id_told_as_id"), type_="foreignkey"
        )
        batch_op.drop_column("told_as_id")

    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_issue_campaign_id_merged_into_id"), type_="foreignkey"
        )
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("theme")
