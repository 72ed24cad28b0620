"""stop notices, and contacts of erased electors, of which no door is kept."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id, Moment

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "suppression",
        sa.Column("household_id", Id(), nullable=True),
        sa.Column("elector_id", Id(), nullable=True),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("how", sa.String(length=120), nullable=False),
        sa.Column("noted_by", Id(), nullable=True),
        sa.Column("noted_at", Moment(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "household_id"],
            ["household.campaign_id", "household.id"],
            name=op.f("fk_suppression_campaign_id_household_id"),
        ),
        sa.ForeignKeyConstraint(["noted_by"], ["user.id"], name=op.f("fk_suppression_noted_by")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_suppression")),
    )
    with op.batch_alter_table("suppression", schema=None) as batch_op:
        batch_op.create_index(
            "ix_suppression_household", ["campaign_id", "household_id"], unique=False
        )
    with op.batch_alter_table("elector", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("has_objected", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.alter_column("household_id", existing_type=Id(), nullable=True)


def downgrade() -> None:
    contact = sa.table("contact", sa.column("id"), sa.column("household_id"))
    issue = sa.table("contact_issue", sa.column("contact_id"))
    erased = sa.select(contact.c.id).where(contact.c.household_id.is_(None))
    op.execute(sa.delete(issue).where(issue.c.contact_id.in_(erased)))
    op.execute(sa.delete(contact).where(contact.c.household_id.is_(None)))
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.alter_column("household_id", existing_type=Id(), nullable=False)
    with op.batch_alter_table("elector", schema=None) as batch_op:
        batch_op.drop_column("has_objected")
    op.drop_table("suppression")
