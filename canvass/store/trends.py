"""What wards raise of one issue or theme: in a period, and week by week."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from canvass.core.choices import Choice, cell_of, cells_beside, choices_of
from canvass.core.doorstep import Outcome
from canvass.core.pictures import Cell, Period
from canvass.core.ward_issues import Asked, Home, Rows
from canvass.store.accounts import Campaign, the_campaign
from canvass.store.contacts import Contact, ContactIssue
from canvass.store.issues import Issue
from canvass.store.mentions import has_calls, is_heard, within
from canvass.store.places import Ward, districts
from canvass.store.register import Elector
from canvass.store.ward_pictures import by_source, in_family, rows_of

WEEK = 7


def choices(session: Session) -> list[Choice]:
    """List the issues and themes that a picture of the wards can be of, retired ones if raised."""
    is_raised = select(ContactIssue.id).where(ContactIssue.issue_id == Issue.id).exists()
    query = select(Issue).where(Issue.in_use | is_raised)
    query = query.order_by(Issue.in_use.desc(), Issue.sequence, Issue.code)
    return choices_of(
        [(Asked(one.code, one.label, one.asks_stance), one.theme) for one in session.scalars(query)]
    )


def shares(session: Session, wards: Sequence[Ward], choice: Choice, period: Period) -> list[Cell]:
    """Count, ward by ward, who raised what was chosen in a period."""
    smallest = the_campaign(session).smallest_cell
    return [
        cell_of(choice, rows_of(session, ward, period), codes_in(session, ward), smallest)
        for ward in wards
    ]


def weekly_shares(
    session: Session, ward: Ward, choice: Choice, weeks: Sequence[Period]
) -> list[Cell]:
    """Count, week by week, who raised what was chosen in a ward.

    Args:
        session: the database.
        ward: where.
        choice: what.
        weeks: seven days each and one after the other, the oldest first.
    """
    (cells,) = weekly_table(session, ward, [choice], weeks).values()
    return cells


def weekly_table(
    session: Session, ward: Ward, offered: Sequence[Choice], weeks: Sequence[Period]
) -> dict[str, list[Cell]]:
    """Count, week by week, who raised each of some issues in a ward, by what addresses call it."""
    smallest, codes = the_campaign(session).smallest_cell, codes_in(session, ward)
    rows = weekly_rows(session, ward, weeks)
    return {one.value: cells_beside(one, rows, codes, smallest) for one in offered}


def codes_in(session: Session, ward: Ward) -> list[str]:
    """List a ward's polling districts."""
    return [one.code for one in districts(session).values() if one.ward_id == ward.id]


def weekly_rows(session: Session, ward: Ward, weeks: Sequence[Period]) -> list[Rows]:
    """Read the rows of some weeks at once; each is as though it were read by itself."""
    span = replace(weeks[0], until=weeks[-1].until)
    if span.is_brought or not has_calls(session, ward):
        return weekly_alone(session, ward, span, len(weeks))
    sources = [weekly_alone(session, ward, one, len(weeks)) for one in by_source(span)]
    return [in_family(rows, span.source) for rows in zip(*sources, strict=True)]


def weekly_alone(session: Session, ward: Ward, span: Period, count: int) -> list[Rows]:
    """Read the rows of some weeks of one source, or of all."""
    campaign, first, weeks = the_campaign(session), span.since, range(count)
    assert first is not None
    places = {one.id: one.code for one in districts(session).values()}
    labels = dict(session.execute(select(Issue.id, Issue.code)).all())
    homes: list[dict[UUID, Home]] = [{} for _ in weeks]
    for elector, district, moment in session.execute(spoken(ward, span, campaign)):
        if elector is not None:
            homes[week_of(moment, first, campaign)][elector] = Home(places[district], "", False)
    told: list[dict[tuple[str, UUID], str | None]] = [{} for _ in weeks]
    for issue, elector, stance, moment in session.execute(raised(ward, span, campaign)):
        if elector is not None:
            told[week_of(moment, first, campaign)][labels[issue], elector] = stance
    return [
        Rows(there, [(code, who, stance) for (code, who), stance in theirs.items()])
        for there, theirs in zip(homes, told, strict=True)
    ]


def week_of(moment: datetime, first: date, campaign: Campaign) -> int:
    """Tell in which of the weeks after a first day a moment lies."""
    return (moment.astimezone(campaign.time_zone).date() - first).days // WEEK


def spoken(ward: Ward, span: Period, campaign: Campaign) -> Select[UUID | None, UUID, datetime]:
    """Choose who of a ward's register was spoken to, and when."""
    return (
        select(Contact.elector_id, Elector.polling_district_id, Contact.spoken_at)
        .join(Elector, Elector.id == Contact.elector_id)
        .where(
            Elector.ward_id == ward.id,
            Elector.on_register,
            is_heard(span),
            Contact.outcome == Outcome.SPOKE,
            ~Contact.is_retracted,
            *within(span, campaign),
        )
    )


def raised(
    ward: Ward, span: Period, campaign: Campaign
) -> Select[UUID, UUID | None, str | None, datetime]:
    """Choose what was raised in a ward and when, oldest first: of each week the latest counts."""
    return (
        select(
            ContactIssue.issue_id, ContactIssue.elector_id, ContactIssue.stance, Contact.spoken_at
        )
        .join(Contact, Contact.id == ContactIssue.contact_id)
        .where(
            ContactIssue.ward_id == ward.id,
            ContactIssue.elector_id.is_not(None),
            ~Contact.is_retracted,
            *within(span, campaign),
        )
        .order_by(Contact.spoken_at, Contact.id)
    )
