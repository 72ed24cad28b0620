"""casework with its history, and the campaign's letter and imprint."""

import sqlalchemy as sa
from alembic import op

import canvass.store.base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

LETTER = (
    "Thank you for talking to us. On {reported} you raised this with us: {issue}.\n\n"
    "We said that we would come back to you. {answer}\n\n"
    "If anything is still not right, or there is something else, please tell us."
)


def upgrade() -> None:
    op.create_table(
        "casework",
        sa.Column("contact_id", canvass.store.base.Id(), nullable=True),
        sa.Column("elector_id", canvass.store.base.Id(), nullable=True),
        sa.Column("household_id", canvass.store.base.Id(), nullable=False),
        sa.Column("issue_id", canvass.store.base.Id(), nullable=True),
        sa.Column("ward_id", canvass.store.base.Id(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "waiting",
                "resolved",
                "closed",
                name="casestatus",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("owner_id", canvass.store.base.Id(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("reported_on", sa.Date(), nullable=False),
        sa.Column("resolved_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("opened_by", canvass.store.base.Id(), nullable=False),
        sa.Column("opened_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["campaign_id", f"{table}_id"],
                [f"{table}.campaign_id", f"{table}.id"],
                name=op.f(f"fk_casework_campaign_id_{table}_id"),
            )
            for table in ("contact", "elector", "household", "issue", "ward")
        ),
        sa.ForeignKeyConstraint(["opened_by"], ["user.id"], name=op.f("fk_casework_opened_by")),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_casework_owner_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_casework")),
        sa.UniqueConstraint(
            "campaign_id", "contact_id", name=op.f("uq_casework_campaign_id_contact_id")
        ),
    )
    with op.batch_alter_table("casework", schema=None) as batch_op:
        batch_op.create_index("ix_casework_household", ["campaign_id", "household_id"])
        batch_op.create_index("ix_casework_status", ["campaign_id", "status", "due_on"])

    op.create_table(
        "casework_event",
        sa.Column("casework_id", canvass.store.base.Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("user_id", canvass.store.base.Id(), nullable=False),
        sa.Column("at", canvass.store.base.Moment(), nullable=False),
        sa.Column("what", sa.String(length=160), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "casework_id"],
            ["casework.campaign_id", "casework.id"],
            name=op.f("fk_casework_event_campaign_id_casework_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_casework_event_user_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_casework_event")),
        sa.UniqueConstraint(
            "campaign_id",
            "casework_id",
            "number",
            name=op.f("uq_casework_event_campaign_id_casework_id_number"),
        ),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("imprint", sa.String(length=300), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("letter", sa.Text(), nullable=False, server_default=LETTER))


def downgrade() -> None:
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_column("letter")
        batch_op.drop_column("imprint")

    op.drop_table("casework_event")
    op.drop_table("casework")
