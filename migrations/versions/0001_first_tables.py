"""first tables."""

import sqlalchemy as sa
from alembic import op

import canvass.store.base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("party", sa.String(length=120), nullable=False),
        sa.Column("polling_day", sa.Date(), nullable=False),
        sa.Column("polls_open", sa.Time(), nullable=False),
        sa.Column("polls_close", sa.Time(), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column(
            "nation",
            sa.Enum(
                "england",
                "northern_ireland",
                "scotland",
                "wales",
                name="nation",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column(
            "contest",
            sa.Enum("local", "parliamentary", name="contest", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("promise_threshold", sa.Integer(), nullable=False),
        sa.Column("smallest_cell", sa.Integer(), nullable=False),
        sa.Column("lease_hours", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("slug", name=op.f("uq_campaign_slug")),
    )
    op.create_table(
        "issue",
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("label_cy", sa.String(length=80), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_issue")),
        sa.UniqueConstraint("campaign_id", "code", name=op.f("uq_issue_campaign_id_code")),
    )
    op.create_table(
        "polling_station",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_polling_station")),
        sa.UniqueConstraint(
            "campaign_id",
            "name",
            "address",
            name=op.f("uq_polling_station_campaign_id_name_address"),
        ),
    )
    op.create_table(
        "user",
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", canvass.store.base.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user")),
        sa.UniqueConstraint("email", name=op.f("uq_user_email")),
    )
    op.create_table(
        "ward",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_cy", sa.String(length=120), nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_ward")),
        sa.UniqueConstraint("campaign_id", "name", name=op.f("uq_ward_campaign_id_name")),
    )
    op.create_table(
        "membership",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("user_id", canvass.store.base.Id(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("agent", "organiser", "volunteer", name="role", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_membership_campaign_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_membership_user_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "campaign_id", "user_id", name=op.f("uq_membership_campaign_id_user_id")
        ),
    )
    op.create_table(
        "polling_district",
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("ward_id", canvass.store.base.Id(), nullable=True),
        sa.Column("polling_station_id", canvass.store.base.Id(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "polling_station_id"],
            ["polling_station.campaign_id", "polling_station.id"],
            name=op.f("fk_polling_district_campaign_id_polling_station_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "ward_id"],
            ["ward.campaign_id", "ward.id"],
            name=op.f("fk_polling_district_campaign_id_ward_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_polling_district")),
        sa.UniqueConstraint(
            "campaign_id", "code", name=op.f("uq_polling_district_campaign_id_code")
        ),
    )
    op.create_table(
        "register_file",
        sa.Column(
            "kind",
            sa.Enum("absent", "full", name="registerkind", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("layout", sa.String(length=40), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("refused", sa.JSON(), nullable=False),
        sa.Column("unmatched", sa.JSON(), nullable=False),
        sa.Column("user_id", canvass.store.base.Id(), nullable=True),
        sa.Column("imported_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_register_file_user_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_register_file")),
        sa.UniqueConstraint(
            "campaign_id", "sha256", name=op.f("uq_register_file_campaign_id_sha256")
        ),
    )
    op.create_table(
        "retraction",
        sa.Column("contact_id", canvass.store.base.Id(), nullable=False),
        sa.Column("user_id", canvass.store.base.Id(), nullable=False),
        sa.Column("spoken_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("received_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_retraction_user_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_retraction")),
    )
    with op.batch_alter_table("retraction", schema=None) as batch_op:
        batch_op.create_index("ix_retraction_contact", ["campaign_id", "contact_id"], unique=False)

    op.create_table(
        "sheet",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ward_id", canvass.store.base.Id(), nullable=False),
        sa.Column("user_id", canvass.store.base.Id(), nullable=True),
        sa.Column("made_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("told_at", canvass.store.base.Moment(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "ward_id"],
            ["ward.campaign_id", "ward.id"],
            name=op.f("fk_sheet_campaign_id_ward_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sheet_user_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_sheet_campaign_id_number")),
    )
    op.create_table(
        "sign_in",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("user_id", canvass.store.base.Id(), nullable=False),
        sa.Column("ends_at", canvass.store.base.Moment(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_sign_in_user_id")),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_sign_in")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_user", ["user_id"], unique=False)

    op.create_table(
        "walk",
        sa.Column("ward_id", canvass.store.base.Id(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("made_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "ward_id"],
            ["ward.campaign_id", "ward.id"],
            name=op.f("fk_walk_campaign_id_ward_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_walk")),
    )
    op.create_table(
        "membership_ward",
        sa.Column("membership_id", canvass.store.base.Id(), nullable=False),
        sa.Column("ward_id", canvass.store.base.Id(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "membership_id"],
            ["membership.campaign_id", "membership.id"],
            name=op.f("fk_membership_ward_campaign_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "ward_id"],
            ["ward.campaign_id", "ward.id"],
            name=op.f("fk_membership_ward_campaign_id_ward_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_membership_ward")),
        sa.UniqueConstraint(
            "campaign_id",
            "membership_id",
            "ward_id",
            name=op.f("uq_membership_ward_campaign_id_membership_id_ward_id"),
        ),
    )
    op.create_table(
        "street",
        sa.Column("polling_district_id", canvass.store.base.Id(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_key", sa.String(length=120), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum("consecutive", "odds_evens", name="walkmode", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "polling_district_id"],
            ["polling_district.campaign_id", "polling_district.id"],
            name=op.f("fk_street_campaign_id_polling_district_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_street")),
        sa.UniqueConstraint(
            "campaign_id",
            "polling_district_id",
            "name_key",
            name=op.f("uq_street_campaign_id_polling_district_id_name_key"),
        ),
    )
    op.create_table(
        "walk_lease",
        sa.Column("walk_id", canvass.store.base.Id(), nullable=False),
        sa.Column("user_id", canvass.store.base.Id(), nullable=False),
        sa.Column("since", canvass.store.base.Moment(), nullable=False),
        sa.Column("until", canvass.store.base.Moment(), nullable=False),
        sa.Column("taken_back_at", canvass.store.base.Moment(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "walk_id"],
            ["walk.campaign_id", "walk.id"],
            name=op.f("fk_walk_lease_campaign_id_walk_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_walk_lease_user_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_walk_lease")),
    )
    with op.batch_alter_table("walk_lease", schema=None) as batch_op:
        batch_op.create_index("ix_walk_lease_user", ["campaign_id", "user_id"], unique=False)
        batch_op.create_index("ix_walk_lease_walk", ["campaign_id", "walk_id"], unique=False)

    op.create_table(
        "household",
        sa.Column("street_id", canvass.store.base.Id(), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("building", sa.String(length=120), nullable=False),
        sa.Column("side", sa.String(length=4), nullable=False),
        sa.Column(
            "door_order",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("address_key", sa.String(length=200), nullable=False),
        sa.Column("postcode", sa.String(length=8), nullable=False),
        sa.Column("uprn", sa.String(length=12), nullable=False),
        sa.Column("access_note", sa.String(length=200), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "street_id"],
            ["street.campaign_id", "street.id"],
            name=op.f("fk_household_campaign_id_street_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_household")),
        sa.UniqueConstraint(
            "campaign_id",
            "street_id",
            "address_key",
            name=op.f("uq_household_campaign_id_street_id_address_key"),
        ),
    )
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.create_index(
            "ix_household_walk", ["campaign_id", "street_id", "door_order"], unique=False
        )

    op.create_table(
        "elector",
        sa.Column("polling_district_id", canvass.store.base.Id(), nullable=False),
        sa.Column("household_id", canvass.store.base.Id(), nullable=True),
        sa.Column("roll_number", sa.String(length=20), nullable=False),
        sa.Column("roll_suffix", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("surname", sa.String(length=100), nullable=False),
        sa.Column("forenames", sa.String(length=100), nullable=False),
        sa.Column("markers", sa.String(length=20), nullable=False),
        sa.Column("attains_on", sa.Date(), nullable=True),
        sa.Column("has_franchise", sa.Boolean(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("on_register", sa.Boolean(), nullable=False),
        sa.Column("register_file_id", canvass.store.base.Id(), nullable=True),
        sa.Column("ward_id", canvass.store.base.Id(), nullable=True),
        sa.Column("street_id", canvass.store.base.Id(), nullable=True),
        sa.Column(
            "door_order",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("strength", sa.Integer(), nullable=True),
        sa.Column("intention", sa.String(length=20), nullable=True),
        sa.Column("party", sa.String(length=40), nullable=True),
        sa.Column("last_outcome", sa.String(length=20), nullable=True),
        sa.Column("last_contact_at", canvass.store.base.Moment(), nullable=True),
        sa.Column("spoken_at", canvass.store.base.Moment(), nullable=True),
        sa.Column("is_promise", sa.Boolean(), nullable=False),
        sa.Column("do_not_contact", sa.Boolean(), nullable=False),
        sa.Column("has_moved", sa.Boolean(), nullable=False),
        sa.Column("has_died", sa.Boolean(), nullable=False),
        sa.Column("wants_lift", sa.Boolean(), nullable=False),
        sa.Column("votes_by_post", sa.Boolean(), nullable=False),
        sa.Column("has_voted", sa.Boolean(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "household_id"],
            ["household.campaign_id", "household.id"],
            name=op.f("fk_elector_campaign_id_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "polling_district_id"],
            ["polling_district.campaign_id", "polling_district.id"],
            name=op.f("fk_elector_campaign_id_polling_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "register_file_id"],
            ["register_file.campaign_id", "register_file.id"],
            name=op.f("fk_elector_campaign_id_register_file_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_elector")),
    )
    with op.batch_alter_table("elector", schema=None) as batch_op:
        batch_op.create_index("ix_elector_household", ["campaign_id", "household_id"], unique=False)
        batch_op.create_index(
            "ix_elector_knockup",
            ["campaign_id", "ward_id", "street_id", "door_order"],
            unique=False,
            sqlite_where=sa.text("is_promise = 1 and on_register = 1 and has_voted = 0"),
            postgresql_where=sa.text("is_promise and on_register and not has_voted"),
        )
        batch_op.create_index(
            "ix_elector_ward", ["campaign_id", "ward_id", "on_register", "spoken_at"], unique=False
        )
        batch_op.create_index(
            "uq_elector_roll",
            ["campaign_id", "polling_district_id", "roll_number", "roll_suffix"],
            unique=True,
            sqlite_where=sa.text("on_register = 1"),
            postgresql_where=sa.text("on_register"),
        )

    op.create_table(
        "walk_door",
        sa.Column("walk_id", canvass.store.base.Id(), nullable=False),
        sa.Column("household_id", canvass.store.base.Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "household_id"],
            ["household.campaign_id", "household.id"],
            name=op.f("fk_walk_door_campaign_id_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "walk_id"],
            ["walk.campaign_id", "walk.id"],
            name=op.f("fk_walk_door_campaign_id_walk_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_walk_door")),
        sa.UniqueConstraint(
            "campaign_id",
            "walk_id",
            "household_id",
            name=op.f("uq_walk_door_campaign_id_walk_id_household_id"),
        ),
    )
    with op.batch_alter_table("walk_door", schema=None) as batch_op:
        batch_op.create_index(
            "ix_walk_door_household", ["campaign_id", "household_id"], unique=False
        )

    op.create_table(
        "absent_vote",
        sa.Column("elector_id", canvass.store.base.Id(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("register_file_id", canvass.store.base.Id(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "elector_id"],
            ["elector.campaign_id", "elector.id"],
            name=op.f("fk_absent_vote_campaign_id_elector_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "register_file_id"],
            ["register_file.campaign_id", "register_file.id"],
            name=op.f("fk_absent_vote_campaign_id_register_file_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_absent_vote")),
        sa.UniqueConstraint(
            "campaign_id", "elector_id", name=op.f("uq_absent_vote_campaign_id_elector_id")
        ),
    )
    op.create_table(
        "contact",
        sa.Column("household_id", canvass.store.base.Id(), nullable=False),
        sa.Column("elector_id", canvass.store.base.Id(), nullable=True),
        sa.Column("walk_id", canvass.store.base.Id(), nullable=True),
        sa.Column("user_id", canvass.store.base.Id(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "deceased",
                "language",
                "moved",
                "no_access",
                "not_in",
                "refused",
                "spoke",
                "unsafe",
                name="outcome",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("strength", sa.Integer(), nullable=True),
        sa.Column("intention", sa.String(length=20), nullable=True),
        sa.Column("party", sa.String(length=40), nullable=True),
        sa.Column("flags", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("told_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("spoken_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("received_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("is_retracted", sa.Boolean(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "elector_id"],
            ["elector.campaign_id", "elector.id"],
            name=op.f("fk_contact_campaign_id_elector_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "household_id"],
            ["household.campaign_id", "household.id"],
            name=op.f("fk_contact_campaign_id_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "walk_id"],
            ["walk.campaign_id", "walk.id"],
            name=op.f("fk_contact_campaign_id_walk_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_contact_user_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_contact")),
    )
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.create_index("ix_contact_elector", ["campaign_id", "elector_id"], unique=False)
        batch_op.create_index("ix_contact_household", ["campaign_id", "household_id"], unique=False)
        batch_op.create_index("ix_contact_received", ["campaign_id", "received_at"], unique=False)
        batch_op.create_index("ix_contact_walk", ["campaign_id", "walk_id"], unique=False)

    op.create_table(
        "telling_mark",
        sa.Column("polling_district_id", canvass.store.base.Id(), nullable=True),
        sa.Column("typed", sa.String(length=40), nullable=False),
        sa.Column("elector_id", canvass.store.base.Id(), nullable=True),
        sa.Column("polling_day", sa.Date(), nullable=False),
        sa.Column(
            "source",
            sa.Enum("committee_room", "teller", name="marksource", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("user_id", canvass.store.base.Id(), nullable=True),
        sa.Column("taken_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("undone_at", canvass.store.base.Moment(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "elector_id"],
            ["elector.campaign_id", "elector.id"],
            name=op.f("fk_telling_mark_campaign_id_elector_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "polling_district_id"],
            ["polling_district.campaign_id", "polling_district.id"],
            name=op.f("fk_telling_mark_campaign_id_polling_district_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_telling_mark_user_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_telling_mark")),
    )
    with op.batch_alter_table("telling_mark", schema=None) as batch_op:
        batch_op.create_index(
            "ix_telling_mark_district",
            ["campaign_id", "polling_district_id", "taken_at"],
            unique=False,
        )
        batch_op.create_index(
            "ix_telling_mark_elector", ["campaign_id", "elector_id"], unique=False
        )

    op.create_table(
        "contact_issue",
        sa.Column("contact_id", canvass.store.base.Id(), nullable=False),
        sa.Column("issue_id", canvass.store.base.Id(), nullable=False),
        sa.Column("stance", sa.String(length=20), nullable=True),
        sa.Column("elector_id", canvass.store.base.Id(), nullable=False),
        sa.Column("ward_id", canvass.store.base.Id(), nullable=True),
        sa.Column("is_counted", sa.Boolean(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "contact_id"],
            ["contact.campaign_id", "contact.id"],
            name=op.f("fk_contact_issue_campaign_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "issue_id"],
            ["issue.campaign_id", "issue.id"],
            name=op.f("fk_contact_issue_campaign_id_issue_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_contact_issue")),
    )
    with op.batch_alter_table("contact_issue", schema=None) as batch_op:
        batch_op.create_index(
            "ix_contact_issue_contact", ["campaign_id", "contact_id"], unique=False
        )
        batch_op.create_index(
            "ix_contact_issue_count",
            ["campaign_id", "ward_id", "issue_id"],
            unique=False,
            sqlite_where=sa.text("is_counted = 1"),
            postgresql_where=sa.text("is_counted"),
        )
        batch_op.create_index(
            "ix_contact_issue_elector", ["campaign_id", "elector_id"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("contact_issue", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_issue_elector")
        batch_op.drop_index(
            "ix_contact_issue_count",
            sqlite_where=sa.text("is_counted = 1"),
            postgresql_where=sa.text("is_counted"),
        )
        batch_op.drop_index("ix_contact_issue_contact")

    op.drop_table("contact_issue")
    with op.batch_alter_table("telling_mark", schema=None) as batch_op:
        batch_op.drop_index("ix_telling_mark_elector")
        batch_op.drop_index("ix_telling_mark_district")

    op.drop_table("telling_mark")
    with op.batch_alter_table("contact", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_walk")
        batch_op.drop_index("ix_contact_received")
        batch_op.drop_index("ix_contact_household")
        batch_op.drop_index("ix_contact_elector")

    op.drop_table("contact")
    op.drop_table("absent_vote")
    with op.batch_alter_table("walk_door", schema=None) as batch_op:
        batch_op.drop_index("ix_walk_door_household")

    op.drop_table("walk_door")
    with op.batch_alter_table("elector", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_elector_roll",
            sqlite_where=sa.text("on_register = 1"),
            postgresql_where=sa.text("on_register"),
        )
        batch_op.drop_index("ix_elector_ward")
        batch_op.drop_index(
            "ix_elector_knockup",
            sqlite_where=sa.text("is_promise = 1 and on_register = 1 and has_voted = 0"),
            postgresql_where=sa.text("is_promise and on_register and not has_voted"),
        )
        batch_op.drop_index("ix_elector_household")

    op.drop_table("elector")
    with op.batch_alter_table("household", schema=None) as batch_op:
        batch_op.drop_index("ix_household_walk")

    op.drop_table("household")
    with op.batch_alter_table("walk_lease", schema=None) as batch_op:
        batch_op.drop_index("ix_walk_lease_walk")
        batch_op.drop_index("ix_walk_lease_user")

    op.drop_table("walk_lease")
    op.drop_table("street")
    op.drop_table("membership_ward")
    op.drop_table("walk")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_user")

    op.drop_table("sign_in")
    op.drop_table("sheet")
    with op.batch_alter_table("retraction", schema=None) as batch_op:
        batch_op.drop_index("ix_retraction_contact")

    op.drop_table("retraction")
    op.drop_table("register_file")
    op.drop_table("polling_district")
    op.drop_table("membership")
    op.drop_table("ward")
    op.drop_table("user")
    op.drop_table("polling_station")
    op.drop_table("issue")
    op.drop_table("campaign")
