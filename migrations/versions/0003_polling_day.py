"""polling day: rounds, sheets, knocks, lifts, slips, the roster, targets and jobs."""

import sqlalchemy as sa
from alembic import op

import canvass.store.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("work", sa.String(length=40), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "done",
                "failed",
                "running",
                "waiting",
                name="jobstate",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("made_by", canvass.store.base.Id(), nullable=True),
        sa.Column("made_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("beat_at", canvass.store.base.Moment(), nullable=True),
        sa.Column("ended_at", canvass.store.base.Moment(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(["made_by"], ["user.id"], name=op.f("fk_job_made_by")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_state", ["campaign_id", "state", "made_at"], unique=False)

    op.create_table(
        "target",
        sa.Column("ward_id", canvass.store.base.Id(), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("turnout", sa.Integer(), nullable=False),
        sa.Column("promises_turnout", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "ward_id"],
            ["ward.campaign_id", "ward.id"],
            name=op.f("fk_target_campaign_id_ward_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_target")),
        sa.UniqueConstraint("campaign_id", "ward_id", name=op.f("uq_target_campaign_id_ward_id")),
    )
    op.create_table(
        "knockup_round",
        sa.Column("ward_id", canvass.store.base.Id(), nullable=False),
        sa.Column("polling_district_id", canvass.store.base.Id(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("knockup", "postal", name="roundkind", native_enum=False, length=20),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("polling_day", sa.Date(), nullable=False),
        sa.Column("hold_out", sa.Integer(), nullable=False),
        sa.Column("started_by", canvass.store.base.Id(), nullable=True),
        sa.Column("started_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("told_at", canvass.store.base.Moment(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "polling_district_id"],
            ["polling_district.campaign_id", "polling_district.id"],
            name=op.f("fk_knockup_round_campaign_id_polling_district_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "ward_id"],
            ["ward.campaign_id", "ward.id"],
            name=op.f("fk_knockup_round_campaign_id_ward_id"),
        ),
        sa.ForeignKeyConstraint(
            ["started_by"], ["user.id"], name=op.f("fk_knockup_round_started_by")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_knockup_round")),
        sa.UniqueConstraint(
            "campaign_id",
            "ward_id",
            "polling_day",
            "kind",
            "number",
            name=op.f("uq_knockup_round_campaign_id_ward_id_polling_day_kind_number"),
        ),
    )
    op.create_table(
        "shift",
        sa.Column("polling_district_id", canvass.store.base.Id(), nullable=False),
        sa.Column("teller", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "polling_district_id"],
            ["polling_district.campaign_id", "polling_district.id"],
            name=op.f("fk_shift_campaign_id_polling_district_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_shift")),
    )
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.create_index(
            "ix_shift_district", ["campaign_id", "polling_district_id"], unique=False
        )

    op.create_table(
        "slip",
        sa.Column("polling_district_id", canvass.store.base.Id(), nullable=False),
        sa.Column("teller", sa.String(length=80), nullable=False),
        sa.Column("polling_day", sa.Date(), nullable=False),
        sa.Column("since", canvass.store.base.Moment(), nullable=False),
        sa.Column("until", canvass.store.base.Moment(), nullable=False),
        sa.Column("keyed_by", canvass.store.base.Id(), nullable=True),
        sa.Column("keyed_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("checked_by", canvass.store.base.Id(), nullable=True),
        sa.Column("checked_at", canvass.store.base.Moment(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "polling_district_id"],
            ["polling_district.campaign_id", "polling_district.id"],
            name=op.f("fk_slip_campaign_id_polling_district_id"),
        ),
        sa.ForeignKeyConstraint(["checked_by"], ["user.id"], name=op.f("fk_slip_checked_by")),
        sa.ForeignKeyConstraint(["keyed_by"], ["user.id"], name=op.f("fk_slip_keyed_by")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_slip")),
    )
    with op.batch_alter_table("slip", schema=None) as batch_op:
        batch_op.create_index(
            "ix_slip_district", ["campaign_id", "polling_district_id"], unique=False
        )

    op.create_table(
        "held_out",
        sa.Column("round_id", canvass.store.base.Id(), nullable=False),
        sa.Column("household_id", canvass.store.base.Id(), nullable=False),
        sa.Column("elector_id", canvass.store.base.Id(), nullable=False),
        sa.Column("polling_day", sa.Date(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "elector_id"],
            ["elector.campaign_id", "elector.id"],
            name=op.f("fk_held_out_campaign_id_elector_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "household_id"],
            ["household.campaign_id", "household.id"],
            name=op.f("fk_held_out_campaign_id_household_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "round_id"],
            ["knockup_round.campaign_id", "knockup_round.id"],
            name=op.f("fk_held_out_campaign_id_round_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_held_out")),
        sa.UniqueConstraint(
            "campaign_id",
            "elector_id",
            "polling_day",
            name=op.f("uq_held_out_campaign_id_elector_id_polling_day"),
        ),
    )
    with op.batch_alter_table("held_out", schema=None) as batch_op:
        batch_op.create_index(
            "ix_held_out_household", ["campaign_id", "household_id"], unique=False
        )

    op.create_table(
        "knock",
        sa.Column("elector_id", canvass.store.base.Id(), nullable=False),
        sa.Column("sheet_id", canvass.store.base.Id(), nullable=True),
        sa.Column("contact_id", canvass.store.base.Id(), nullable=True),
        sa.Column(
            "result",
            sa.Enum(
                "let_be",
                "lift",
                "lost",
                "no",
                "out",
                "posted",
                "voted",
                "will_post",
                "will_vote",
                name="result",
                native_enum=False,
                length=20,
            ),
            nullable=False,
        ),
        sa.Column("polling_day", sa.Date(), nullable=False),
        sa.Column("user_id", canvass.store.base.Id(), nullable=True),
        sa.Column("called_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("received_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("undone_at", canvass.store.base.Moment(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "elector_id"],
            ["elector.campaign_id", "elector.id"],
            name=op.f("fk_knock_campaign_id_elector_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "sheet_id"],
            ["sheet.campaign_id", "sheet.id"],
            name=op.f("fk_knock_campaign_id_sheet_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "contact_id"],
            ["contact.campaign_id", "contact.id"],
            name=op.f("fk_knock_campaign_id_contact_id"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_knock_user_id")),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_knock")),
    )
    with op.batch_alter_table("knock", schema=None) as batch_op:
        batch_op.create_index(
            "ix_knock_called", ["campaign_id", "polling_day", "called_at"], unique=False
        )
        batch_op.create_index("ix_knock_contact", ["campaign_id", "contact_id"], unique=False)
        batch_op.create_index("ix_knock_elector", ["campaign_id", "elector_id"], unique=False)
        batch_op.create_index("ix_knock_sheet", ["campaign_id", "sheet_id"], unique=False)

    op.create_table(
        "lift",
        sa.Column("elector_id", canvass.store.base.Id(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("pick_up", sa.String(length=40), nullable=False),
        sa.Column("needs", sa.String(length=120), nullable=False),
        sa.Column("driver", sa.String(length=80), nullable=False),
        sa.Column("polling_day", sa.Date(), nullable=False),
        sa.Column("asked_by", canvass.store.base.Id(), nullable=True),
        sa.Column("asked_at", canvass.store.base.Moment(), nullable=False),
        sa.Column("done_at", canvass.store.base.Moment(), nullable=True),
        sa.Column("called_off_at", canvass.store.base.Moment(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(["asked_by"], ["user.id"], name=op.f("fk_lift_asked_by")),
        sa.ForeignKeyConstraint(
            ["campaign_id", "elector_id"],
            ["elector.campaign_id", "elector.id"],
            name=op.f("fk_lift_campaign_id_elector_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_lift")),
    )
    with op.batch_alter_table("lift", schema=None) as batch_op:
        batch_op.create_index("ix_lift_elector", ["campaign_id", "elector_id"], unique=False)

    op.create_table(
        "sheet_line",
        sa.Column("sheet_id", canvass.store.base.Id(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("elector_id", canvass.store.base.Id(), nullable=False),
        sa.Column("struck_at", canvass.store.base.Moment(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", canvass.store.base.Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id", "elector_id"],
            ["elector.campaign_id", "elector.id"],
            name=op.f("fk_sheet_line_campaign_id_elector_id"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "sheet_id"],
            ["sheet.campaign_id", "sheet.id"],
            name=op.f("fk_sheet_line_campaign_id_sheet_id"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_sheet_line")),
        sa.UniqueConstraint(
            "campaign_id", "sheet_id", "line", name=op.f("uq_sheet_line_campaign_id_sheet_id_line")
        ),
    )
    with op.batch_alter_table("sheet_line", schema=None) as batch_op:
        batch_op.create_index("ix_sheet_line_elector", ["campaign_id", "elector_id"], unique=False)

    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rehearsal_on", sa.Date(), nullable=True))

    with op.batch_alter_table("elector", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("is_let_be", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(
            sa.Column("has_posted", sa.Boolean(), nullable=False, server_default=sa.false())
        )

    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.add_column(sa.Column("round_id", canvass.store.base.Id(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "kind",
                sa.Enum("knockup", "postal", name="roundkind", native_enum=False, length=20),
                nullable=False,
                server_default="knockup",
            )
        )
        batch_op.add_column(
            sa.Column("title", sa.String(length=200), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("district", sa.String(length=12), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("reason", sa.String(length=160), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("doors", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("pages", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(
            sa.Column("holder", sa.String(length=80), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("taken_at", canvass.store.base.Moment(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "fate",
                sa.Enum("back", "destroyed", name="fate", native_enum=False, length=20),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("ended_at", canvass.store.base.Moment(), nullable=True))
        batch_op.create_index("ix_sheet_round", ["campaign_id", "round_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_sheet_campaign_id_round_id"),
            "knockup_round",
            ["campaign_id", "round_id"],
            ["campaign_id", "id"],
        )

    with op.batch_alter_table("telling_mark", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "doubt",
                sa.Enum(
                    "out_of_hours", "too_fast", "unsure", name="doubt", native_enum=False, length=20
                ),
                nullable=True,
            )
        )
        batch_op.add_column(sa.Column("slip_id", canvass.store.base.Id(), nullable=True))
        batch_op.create_index(
            "ix_telling_mark_taken", ["campaign_id", "polling_day", "taken_at"], unique=False
        )
        batch_op.create_index(
            "ix_telling_mark_user", ["campaign_id", "user_id", "taken_at"], unique=False
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_telling_mark_campaign_id_slip_id"),
            "slip",
            ["campaign_id", "slip_id"],
            ["campaign_id", "id"],
        )

    with op.batch_alter_table("walk", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sheet_id", canvass.store.base.Id(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_walk_campaign_id_sheet_id"),
            "sheet",
            ["campaign_id", "sheet_id"],
            ["campaign_id", "id"],
        )

    with op.batch_alter_table("walk_code", schema=None) as batch_op:
        batch_op.alter_column("walk_id", existing_type=canvass.store.base.Id(), nullable=True)


def downgrade() -> None:
    with op.batch_alter_table("walk_code", schema=None) as batch_op:
        batch_op.alter_column("walk_id", existing_type=canvass.store.base.Id(), nullable=False)

    with op.batch_alter_table("walk", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_walk_campaign_id_sheet_id"), type_="foreignkey")
        batch_op.drop_column("sheet_id")

    with op.batch_alter_table("telling_mark", schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f("fk_telling_mark_campaign_id_slip_id"), type_="foreignkey"
        )
        batch_op.drop_index("ix_telling_mark_user")
        batch_op.drop_index("ix_telling_mark_taken")
        batch_op.drop_column("slip_id")
        batch_op.drop_column("doubt")

    with op.batch_alter_table("sheet", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_sheet_campaign_id_round_id"), type_="foreignkey")
        batch_op.drop_index("ix_sheet_round")
        batch_op.drop_column("ended_at")
        batch_op.drop_column("fate")
        batch_op.drop_column("taken_at")
        batch_op.drop_column("holder")
        batch_op.drop_column("pages")
        batch_op.drop_column("doors")
        batch_op.drop_column("reason")
        batch_op.drop_column("district")
        batch_op.drop_column("title")
        batch_op.drop_column("kind")
        batch_op.drop_column("round_id")

    with op.batch_alter_table("elector", schema=None) as batch_op:
        batch_op.drop_column("has_posted")
        batch_op.drop_column("is_let_be")

    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.drop_column("rehearsal_on")

    with op.batch_alter_table("sheet_line", schema=None) as batch_op:
        batch_op.drop_index("ix_sheet_line_elector")

    op.drop_table("sheet_line")
    with op.batch_alter_table("lift", schema=None) as batch_op:
        batch_op.drop_index("ix_lift_elector")

    op.drop_table("lift")
    with op.batch_alter_table("knock", schema=None) as batch_op:
        batch_op.drop_index("ix_knock_sheet")
        batch_op.drop_index("ix_knock_elector")
        batch_op.drop_index("ix_knock_contact")
        batch_op.drop_index("ix_knock_called")

    op.drop_table("knock")
    with op.batch_alter_table("held_out", schema=None) as batch_op:
        batch_op.drop_index("ix_held_out_household")

    op.drop_table("held_out")
    with op.batch_alter_table("slip", schema=None) as batch_op:
        batch_op.drop_index("ix_slip_district")

    op.drop_table("slip")
    with op.batch_alter_table("shift", schema=None) as batch_op:
        batch_op.drop_index("ix_shift_district")

    op.drop_table("shift")
    op.drop_table("knockup_round")
    op.drop_table("target")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_state")

    op.drop_table("job")
