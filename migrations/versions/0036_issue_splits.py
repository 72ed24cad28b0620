"""Rules by which an issue is split, which can be taken back."""

import sqlalchemy as sa
from alembic import op

from canvass.store.base import Id, Moment

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

MINE = "campaign_id = nullif(current_setting('canvass.campaign_id', true), '')::integer"
POINTERS = (
    ("issue_id", "issue"),
    ("into_id", "issue"),
    ("ward_id", "ward"),
    ("polling_district_id", "polling_district"),
)


def upgrade() -> None:
    op.create_table(
        "issue_split",
        sa.Column("issue_id", Id(), nullable=False),
        sa.Column("into_id", Id(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("ward_id", Id(), nullable=True),
        sa.Column("polling_district_id", Id(), nullable=True),
        sa.Column("made_by", Id(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", Id(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["campaign_id", column],
                [f"{table}.campaign_id", f"{table}.id"],
                name=op.f(f"fk_issue_split_campaign_id_{column}"),
            )
            for column, table in POINTERS
        ),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_issue_split_made_by")),
        sa.ForeignKeyConstraint(["undone_by"], ["user.id"], name=op.f("fk_issue_split_undone_by")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_issue_split")),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("alter table issue_split enable row level security")
        op.execute(
            f"create policy campaign_all on issue_split for all using ({MINE}) with check ({MINE})"
        )


def downgrade() -> None:
    op.drop_table("issue_split")
