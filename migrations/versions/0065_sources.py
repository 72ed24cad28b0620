"""Where each answer comes from: the door, the telephone, a file of another tool or of a survey."""

import sqlalchemy as sa
from alembic import op

revision = "0065"
down_revision = "0062"
branch_labels = None
depends_on = None

OTHERS = "source <> 'doorstep'"
ADDED = (
    ("contact", "source", "doorstep"),
    ("walk", "source", "doorstep"),
    ("earlier_file", "kind", "earlier"),
    ("saved_view", "source", None),
    ("saved_view", "against_source", None),
    ("report_link", "source", None),
)


def upgrade() -> None:
    for (
        table,
        name,
        told,
    ) in ADDED:  # no table is made anew for these: millions of contacts stay put
        column = sa.Column(name, sa.String(length=20), nullable=told is None, server_default=told)
        op.add_column(table, column)
    op.execute("update contact set source = 'earlier' where earlier_file_id is not null")
    op.create_index(
        "ix_contact_source",
        "contact",
        ["campaign_id", "source", "elector_id"],
        sqlite_where=sa.text(OTHERS),
        postgresql_where=sa.text(OTHERS),
    )


def downgrade() -> None:
    op.drop_index("ix_contact_source", "contact")
    for table, name, _ in reversed(ADDED):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column(name)
