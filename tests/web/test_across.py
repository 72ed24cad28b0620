"""One issue across the wards: the picture, the tables beside it, and what neither may show."""

import re
from collections.abc import Iterable
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.choices import Choice, cells_beside
from canvass.core.doorstep import Outcome
from canvass.core.pictures import Period
from canvass.core.ward_issues import Asked, Home, Rows
from canvass.store.issues import Issue
from canvass.store.places import Household, Ward
from canvass.store.register import Elector
from canvass.store.trends import choices, shares, weekly_rows, weekly_shares
from canvass.store.ward_pictures import picture_of, rows_of
from canvass.web.periods import last_weeks
from tests.conftest import POLLING_DAY, SignIn
from tests.make import (
    TEA_TIME,
    keep,
    make_elector,
    make_home,
    make_member,
    make_response,
    make_walk,
    make_ward,
)

URL = "/c/westminster/issues/across/"
WEEKS = last_weeks(POLLING_DAY)


def spoken_to(session: Session, name: str, told: Iterable[tuple[int, tuple[str, ...]]]) -> Ward:
    """Make a ward in which people raised these issues, so many days before tea-time."""
    ward = make_ward(session, name)
    door = make_home(session, ward)
    walk = make_walk(session, ward.id, door)
    member = make_member(session)
    for number, (days, codes) in enumerate(told):
        elector = make_elector(session, door, name=f"Person {number}")
        at = TEA_TIME - timedelta(days=days)
        keep(session, member, make_response(walk, elector, *codes, spoken_at=at))
    session.commit()
    return ward


def tile(page: str, ward: Ward) -> str:
    found = re.search(rf'<a class="tile[^>]*{ward.id}.*?</a>', page, re.DOTALL)
    assert found
    return found[0]


def test_each_ward_is_a_tile_that_says_its_number_and_opens_its_report(
    session: Session, sign_in: SignIn
) -> None:
    often = spoken_to(session, "Churchill", [(0, ("housing",))] * 6 + [(0, ())] * 2)
    seldom = spoken_to(session, "West End", [(0, ("housing",))] * 6 + [(0, ())] * 54)
    page = sign_in(Role.AGENT).get(f"{URL}?issue=housing").text

    assert "Housing repairs across the wards" in page
    assert "shade-5" in tile(page, often)
    assert ">75</text>" in tile(page, often)
    assert "shade-1" in tile(page, seldom)
    assert f'href="/c/westminster/issues/wards/{seldom.id}"' in tile(page, seldom)
    assert " ".join(page.split()).count("6 of 60") == 1


def test_a_hidden_count_has_no_shade_no_number_and_no_point(
    session: Session, sign_in: SignIn
) -> None:
    ward = spoken_to(session, "Churchill", [(0, ("housing",))] * 4 + [(0, ("windrush",))] * 20)
    page = sign_in(Role.AGENT).get(f"{URL}?issue=housing").text
    assert "shade-0" in tile(page, ward)
    assert ">hidden</text>" in tile(page, ward)
    assert "<circle" not in page
    assert "4 of 24" not in page
    assert not re.search(r">1[67]<", page)


def test_a_theme_counts_each_elector_once_and_is_hidden_with_any_of_its_issues(
    session: Session,
) -> None:
    both = [(0, ("housing", "homelessness"))] * 5
    open_ward = spoken_to(session, "Churchill", [*both, (0, ("housing",)), (0, ())])
    shut = spoken_to(session, "West End", [(0, ("housing",))] * 9 + [(0, ("homelessness",))] * 3)
    for issue in session.scalars(select(Issue).where(Issue.code.in_(["housing", "homelessness"]))):
        issue.theme = "Homes"
    session.flush()

    theme = next(one for one in choices(session) if one.is_theme)
    first, second = shares(session, [open_ward, shut], theme, Period())
    assert (theme.label, first.count, first.of) == ("Homes", 6, 7)
    assert (second.count, second.of) == (None, 12)


def test_a_ward_shows_here_what_its_own_report_shows(session: Session) -> None:
    told = [(0, ("housing", "oxford_street"))] * 7 + [(0, ("windrush",))] * 3 + [(0, ())] * 9
    ward = spoken_to(session, "Churchill", told)
    report = {one.code: one.cell for one in picture_of(session, ward, Period(), TEA_TIME).issues}
    for choice in choices(session):
        assert shares(session, [ward], choice, Period()) == [report[choice.value]]


def test_weeks_read_at_once_are_the_weeks_read_one_by_one(session: Session) -> None:
    told = [(days, ("housing",) if days % 3 else ("windrush",)) for days in range(40)]
    ward = spoken_to(session, "Churchill", told)
    again = spoken_to(session, "West End", told[::2])
    refuse_later(session, ward)
    for place in (ward, again):
        for week, rows in zip(WEEKS, weekly_rows(session, place, WEEKS), strict=True):
            assert facts(rows) == facts(rows_of(session, place, week))


def refuse_later(session: Session, ward: Ward) -> None:
    """Have somebody who was spoken to refuse, a week before."""
    elector = session.scalars(select(Elector).where(Elector.ward_id == ward.id)).first()
    door = session.scalars(select(Household)).first()
    assert elector
    assert door
    walk = make_walk(session, ward.id, door)
    at = TEA_TIME - timedelta(days=7)
    refusal = make_response(walk, elector, outcome=Outcome.REFUSED, spoken_at=at)
    keep(session, make_member(session), refusal)


def facts(rows: Rows) -> tuple[object, ...]:
    """Give what a week's rows say, wherever exactly people live."""
    return {who: home.district for who, home in rows.homes.items()}, sorted(rows.raised, key=str)


def test_a_week_too_small_to_show_is_a_gap_and_so_is_one_that_would_tell_it(
    session: Session, sign_in: SignIn
) -> None:
    raised = ("housing",)
    weeks = {0: 14, 1: 15, 8: 2, 15: 9, 22: 16}  # days before tea-time on 20 April
    ward = spoken_to(
        session,
        "Churchill",
        [(days, raised) for days, times in weeks.items() for _ in range(times)],
    )
    choice = next(one for one in choices(session) if one.value == "housing")
    counts = [cell.count for cell in weekly_shares(session, ward, choice, WEEKS)]
    assert counts == [16, None, None, 15, 14, None]
    page = sign_in(Role.AGENT).get(f"{URL}?issue=housing").text
    line = page.partition('class="trend"')[2].partition("</svg>")[0]
    assert (line.count("<circle"), line.count("<path")) == (3, 1)


def test_no_hidden_week_follows_from_the_others_and_their_sum() -> None:
    random = Random(2018)  # noqa: S311  invented, not secret
    choice = Choice("housing", "Housing", (Asked("housing", "Housing", asks_stance=False),))
    for _ in range(2000):
        counts = [random.choice([0, 1, 3, 4, 5, 6, 9, 20]) for _ in range(6)]
        cells = cells_beside(choice, [week_with(count) for count in counts], ["CH1"], 5)
        hidden = [count for count, cell in zip(counts, cells, strict=True) if cell.count is None]
        assert all(count in hidden for count in counts if count < 5)
        shown = sum(cell.count or 0 for cell in cells)
        assert sum(counts) - shown == sum(hidden)
        assert not hidden or len(hidden) == 6 or (len(hidden) > 1 and sum(hidden) >= 10)


def week_with(raised: int) -> Rows:
    """Make a week in which so many of thirty raised housing."""
    homes = {UUID(int=number): Home("CH1", "", is_flat=False) for number in range(30)}
    return Rows(homes, [("housing", UUID(int=number), None) for number in range(raised)])


@pytest.mark.parametrize("issue", ["nothing", "theme:Homes", "<b>"])
def test_an_issue_that_is_not_there_is_not_found(sign_in: SignIn, issue: str) -> None:
    assert sign_in(Role.AGENT).get(URL, query_string={"issue": issue}).status_code == 404


def test_a_campaign_without_wards_says_what_is_missing(sign_in: SignIn) -> None:
    page = sign_in(Role.AGENT).get(URL).text
    assert "There is nothing to compare yet." in page
