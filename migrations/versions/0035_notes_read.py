"""Notes matched to issues: the words of an issue, and readings of notes with what they raise."""

import sqlalchemy as sa
from alembic import op

from canvass.core.starting_words import WORDS, starting_words
from canvass.store.base import Id, Moment

revision = "0035"
down_revision = "0032"
branch_labels = None
depends_on = None

MINE = "campaign_id = nullif(current_setting('canvass.campaign_id', true), '')::integer"


def wall(name: str) -> None:
    """Let a transaction see its own campaign's rows only."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"alter table {name} enable row level security")
        op.execute(
            f"create policy campaign_all on {name} for all using ({MINE}) with check ({MINE})"
        )


def upgrade() -> None:
    with op.batch_alter_table("issue", schema=None) as batch_op:
        for name in ("words", "words_cy"):
            batch_op.add_column(sa.Column(name, sa.Text(), nullable=False, server_default=""))
    give_starting_words()
    op.create_table(
        "note_reading",
        sa.Column("contact_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("read_at", Moment(), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", Id(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "contact_id"],
            ["contact.campaign_id", "contact.id"],
            name=op.f("fk_note_reading_campaign_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_note_reading_user_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["user.id"], name=op.f("fk_note_reading_undone_by")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_note_reading")),
    )
    standing = sa.text("undone_at is null")
    op.create_index(
        "ix_note_reading_standing",
        "note_reading",
        ["campaign_id", "contact_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    op.create_index("ix_note_reading_read", "note_reading", ["campaign_id", "read_at"])
    op.create_table(
        "note_issue",
        sa.Column("note_reading_id", Id(), nullable=False),
        sa.Column("issue_id", Id(), nullable=False),
        sa.Column("stance", sa.String(length=20), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "note_reading_id"],
            ["note_reading.campaign_id", "note_reading.id"],
            name=op.f("fk_note_issue_campaign_id_note_reading_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "issue_id"],
            ["issue.campaign_id", "issue.id"],
            name=op.f("fk_note_issue_campaign_id_issue_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_note_issue")),
    )
    op.create_index("ix_note_issue_reading", "note_issue", ["campaign_id", "note_reading_id"])
    add_reading_to_mentions()
    noted = sa.text("note <> ''")
    op.create_index(
        "ix_contact_note",
        "contact",
        ["campaign_id", "received_at"],
        sqlite_where=noted,
        postgresql_where=noted,
    )
    wall("note_reading")
    wall("note_issue")


def give_starting_words() -> None:
    """Give the issues that every campaign started with the words that they start with now."""
    issue = sa.table("issue", *(sa.column(name) for name in ("code", "words", "words_cy")))
    for code in WORDS:
        english, welsh = starting_words(code)
        values = {"words": english, "words_cy": welsh}
        op.execute(issue.update().where(issue.c.code == code).values(values))


def add_reading_to_mentions() -> None:
    with op.batch_alter_table("contact_issue", schema=None) as batch_op:
        batch_op.add_column(sa.Column("note_reading_id", Id(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_contact_issue_campaign_id_note_reading_id"),
            "note_reading",
            ["campaign_id", "note_reading_id"],
            ["campaign_id", "id"],
        )
    by_note = sa.text("note_reading_id is not null")
    op.create_index(
        "ix_contact_issue_reading",
        "contact_issue",
        ["campaign_id", "note_reading_id"],
        sqlite_where=by_note,
        postgresql_where=by_note,
    )


def downgrade() -> None:
    op.execute("delete from contact_issue where note_reading_id is not null")
    op.drop_index("ix_contact_note", table_name="contact")
    op.drop_index("ix_contact_issue_reading", table_name="contact_issue")
    with op.batch_alter_table("contact_issue", schema=None) as batch_op:
        batch_op.drop_constraint(
            op.f("fk_contact_issue_campaign_id_note_reading_id"), type_="foreignkey"
        )
        batch_op.drop_column("note_reading_id")
    op.drop_table("note_issue")
    op.drop_table("note_reading")
    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.drop_column("words_cy")
        batch_op.drop_column("words")
