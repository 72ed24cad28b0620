"""phones: codes to join by, shared walks, and more of what is said at the door."""

import sqlalchemy as sa
from alembic import op

import canvass.store.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "intention_code",
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("short", sa.String(length=3), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("label_cy", sa.String(length=40), nullable=False),
        sa.Column("strength", sa.Integer(), nullable=True),
        sa.Column(
            "intention",
            sa.Enum("wont_say", "wont_vote", name="intention", native_enum=False, length=20),
            nullable=True,
        ),
        sa.Column("party", sa.String(length=40), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_intention_code")),
        sa.UniqueConstraint(
            "campaign_id", "sequence", name=op.f("uq_intention_code_campaign_id_sequence")
        ),
    )
    op.create_table(
        "walk_code",
        sa.Column("walk_id", canvass.store.base.Id(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("made_by", canvass.store.base.Id(), nullable=False),
        sa.Column("made_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("until", canvass.store.base.Moment(), nullable=False),
        sa.Column("used_by", canvass.store.base.Id(), nullable=True),
        sa.Column("used_at", canvass.store.base.Moment(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "walk_id"],
            ["walk.campaign_id", "walk.id"],
            name=op.f("fk_walk_code_campaign_id_walk_id"),
        ),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_walk_code_made_by")),
        sa.ForeignKeyConstraint(["used_by"], ["user.id"], name=op.f("fk_walk_code_used_by")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_walk_code")),
        sa.UniqueConstraint("campaign_id", "digest", name=op.f("uq_walk_code_campaign_id_digest")),
    )
    op.create_table(
        "consent",
        sa.Column("contact_id", canvass.store.base.Id(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("email", "phone", name="channel", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("locked", sa.String(length=400), nullable=False),
        sa.Column("wording", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "contact_id"],
            ["contact.campaign_id", "contact.id"],
            name=op.f("fk_consent_campaign_id_contact_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_consent")),
    )
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.create_index("ix_consent_contact", ["campaign_id", "contact_id"], unique=False)

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=40), nullable=True))
        batch_op.add_column(
            sa.Column("person", sa.String(length=120), nullable=False, server_default="")
        )

    with op.batch_alter_table("contact_issue", schema=None) as batch_op:
        batch_op.alter_column("elector_id", existing_type=canvass.store.base.Id(), nullable=True)

    with op.batch_alter_table("elector", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(length=40), nullable=True))

    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("asks_stance", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("barred_at", canvass.store.base.Moment(), nullable=True))

    with op.batch_alter_table("retraction", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("why", sa.String(length=200), nullable=False, server_default="")
        )

    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.add_column(sa.Column("device", canvass.store.base.Id(), nullable=True))

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.alter_column("email", existing_type=sa.VARCHAR(length=254), nullable=True)

    with op.batch_alter_table("walk_lease", schema=None) as batch_op:
        batch_op.add_column(sa.Column("household_id", canvass.store.base.Id(), nullable=True))
        batch_op.add_column(sa.Column("at_door_at", canvass.store.base.Moment(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_walk_lease_campaign_id_household_id"),
            "household",
            ["campaign_id", "household_id"],
            ["campaign_id", "id"],
        )


def downgrade() -> None:
    with op.batch_alter_table("walk_lease", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_walk_lease_campaign_id_household_id"), type_="foreignkey"
        )
        batch_op.drop_column("at_door_at")
        batch_op.drop_column("household_id")

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.alter_column("email", existing_type=sa.VARCHAR(length=254), nullable=False)

    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_column("device")

    with op.batch_alter_table("retraction", schema=None) as batch_op:
        batch_op.drop_column("why")

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_column("barred_at")

    with op.batch_alter_table("issue", schema=None) as batch_op:
        batch_op.drop_column("asks_stance")

    with op.batch_alter_table("elector", schema=None) as batch_op:
        batch_op.drop_column("language")

    with op.batch_alter_table("contact_issue", schema=None) as batch_op:
        batch_op.alter_column("elector_id", existing_type=canvass.store.base.Id(), nullable=False)

    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_column("person")
        batch_op.drop_column("language")

    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.drop_index("ix_consent_contact")

    op.drop_table("consent")
    op.drop_table("walk_code")
    op.drop_table("intention_code")
