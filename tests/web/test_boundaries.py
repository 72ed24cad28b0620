"""Ward outlines: brought by an organiser, matched to the wards, drawn on the map of an issue."""

import re
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.store.boundaries import BoundarySet, WardOutline
from canvass.store.places import Ward
from tests.conftest import SignIn
from tests.make import make_ward
from tests.outlines import feature, geojson, square, ward
from tests.web.test_across import URL as ACROSS
from tests.web.test_across import spoken_to, tile

URL = "/c/westminster/places/boundaries/"
LICENCE = "Source: an invented office, licensed for tests."


def bring(browser: FlaskClient, file: BytesIO, name: str = "Wards 2018") -> str:
    """Bring a boundary file, and give the page that follows."""
    told = {"file": (file, "wards.geojson"), "name": name, "dated_on": "2018-05-03"}
    reply = browser.post(URL, data={**told, "source": LICENCE}, follow_redirects=True)
    return " ".join(reply.text.split())


def anew(session: Session) -> None:
    """Read anew what the site has written meanwhile."""
    session.rollback()
    session.expire_all()


def path_in(page: str) -> str:
    """Give the outline in a part of a page."""
    found = re.search(r'<path d="([^"]+)"', page)
    return found[1] if found else ""


def test_an_organiser_drops_the_wards_outlines_in_and_the_issue_is_a_map(
    session: Session, sign_in: SignIn
) -> None:
    often = spoken_to(session, "Churchill", [(0, ("housing",))] * 6 + [(0, ())] * 2)
    seldom = spoken_to(session, "West End", [(0, ("housing",))] * 6 + [(0, ())] * 54)
    organiser = sign_in(Role.ORGANISER)

    told = bring(organiser, geojson(ward("Churchill"), ward("West End", column=1)))
    assert "2 of 2 wards found their outline." in told

    page = organiser.get(f"{ACROSS}?issue=housing").text
    for one, number, shade in ((often, "75", 5), (seldom, "10", 1)):
        drawn = tile(page, one)
        assert f"shade-{shade}" in drawn
        assert f">{number}</text>" in drawn
        assert f'href="/c/westminster/issues/wards/{one.id}"' in drawn
        assert path_in(drawn).startswith("M")
        assert "<rect" not in drawn
    assert f"Outlines: Wards 2018, as of 3 May 2018. {LICENCE}" in " ".join(page.split())
    assert "Tiles stand in the order of names" not in page


def test_a_hidden_ward_is_hatched_on_the_map_and_a_ward_without_outline_keeps_its_tile(
    session: Session, sign_in: SignIn
) -> None:
    hidden = spoken_to(session, "Churchill", [(0, ("housing",))] * 4 + [(0, ("windrush",))] * 20)
    without = spoken_to(session, "West End", [(0, ("housing",))] * 6)
    organiser = sign_in(Role.ORGANISER)
    told = bring(organiser, geojson(ward("Churchill")))
    assert "Not in the file: West End." in told

    page = organiser.get(f"{ACROSS}?issue=housing").text
    assert "shade-0" in tile(page, hidden)
    assert 'fill="url(#hatch)"' in tile(page, hidden)
    assert ">hidden</text>" in tile(page, hidden)
    assert "<rect" in tile(page, without)
    assert "Without an outline" in page


def test_a_later_set_leaves_the_earlier_one_and_waits_to_be_chosen(
    session: Session, sign_in: SignIn
) -> None:
    here = spoken_to(session, "Churchill", [(0, ("housing",))] * 6)
    organiser = sign_in(Role.ORGANISER)
    bring(organiser, geojson(ward("Churchill")))
    first = tile(organiser.get(f"{ACROSS}?issue=housing").text, here)
    wider = [*square(0)[:1], [-0.1, 51.49], [-0.1, 51.496], *square(0)[3:]]
    later = bring(organiser, geojson(feature({"name": "Churchill"}, wider)), "Wards 2022")
    assert "The maps do not show this set." in later
    assert path_in(tile(organiser.get(f"{ACROSS}?issue=housing").text, here)) == path_in(first)

    sets = session.scalars(select(BoundarySet).order_by(BoundarySet.came_at)).all()
    page = organiser.post(f"{URL}{sets[1].id}/force", follow_redirects=True).text
    assert "The maps show Wards 2022 now." in page
    anew(session)
    assert [one.is_in_force for one in sets] == [False, True]
    assert path_in(tile(organiser.get(f"{ACROSS}?issue=housing").text, here)) != path_in(first)
    assert "Wards 2018" in organiser.get(URL).text


def test_a_set_brought_by_mistake_is_deleted_but_not_the_one_the_maps_show(
    session: Session, sign_in: SignIn
) -> None:
    make_ward(session, "Churchill")
    session.commit()
    organiser = sign_in(Role.ORGANISER)
    for name in ("Wards 2018", "The wrong file"):
        bring(organiser, geojson(ward("Churchill")), name)
    shown, wrong = session.scalars(select(BoundarySet).order_by(BoundarySet.came_at)).all()
    refused = organiser.post(f"{URL}{shown.id}/drop")
    assert refused.status_code == 400
    assert "Have them show another one first." in refused.text
    done = organiser.post(f"{URL}{wrong.id}/drop", follow_redirects=True).text
    assert "The wrong file is deleted." in done
    anew(session)
    assert [one.boundary_set_id for one in session.scalars(select(WardOutline))] == [shown.id]


def test_one_name_with_another_code_waits_for_somebody_to_say(
    session: Session, sign_in: SignIn
) -> None:
    make_ward(session, "Churchill")
    old = make_ward(session, "West End")
    old.code = "E05000640"
    session.commit()
    organiser = sign_in(Role.ORGANISER)
    file = geojson(ward("Churchill"), ward("West End", "E05013808", 1), ward("Abbey Road", "", 2))
    page = bring(organiser, file)
    assert "1 of 2 wards found their outline." in page
    assert "West End: the file has this name with another code" in page
    assert "In the file, and no ward of this campaign: Abbey Road." in page
    assert re.search(r"selected>West End E05013808", page)
    assert page.count(" selected>") == 1

    kept = session.scalars(select(BoundarySet)).one()
    outline = session.scalars(select(WardOutline).where(WardOutline.name == "West End")).one()
    where = f"{URL}{kept.id}/wards/{old.id}"
    done = organiser.post(where, data={"outline": str(outline.id)}, follow_redirects=True).text
    assert "West End has its outline now." in done
    anew(session)
    assert outline.ward_id == old.id

    other = session.scalars(select(Ward).where(Ward.name == "Churchill")).one()
    taken = f"{URL}{kept.id}/wards/{other.id}"
    assert organiser.post(taken, data={"outline": str(outline.id)}).status_code == 404
    organiser.post(where)
    anew(session)
    assert outline.ward_id is None


def test_a_set_without_any_ward_cannot_be_shown(session: Session, sign_in: SignIn) -> None:
    here = make_ward(session, "Churchill")
    here.code = "E05000635"
    session.commit()
    organiser = sign_in(Role.ORGANISER)
    page = bring(organiser, geojson(ward("Churchill", "E05013794")))
    kept = session.scalars(select(BoundarySet)).one()
    assert "The maps do not show this set." in page
    reply = organiser.post(f"{URL}{kept.id}/force")
    assert reply.status_code == 400
    assert "No ward has an outline in this set." in reply.text


BOW_TIE = [[-0.16, 51.49], [-0.15, 51.5], [-0.15, 51.49], [-0.16, 51.5], [-0.16, 51.49]]
PARIS = [[2.3, 48.8], [2.4, 48.8], [2.4, 48.9], [2.3, 48.8]]
REFUSED: list[tuple[Any, str]] = [
    (b"", "This is no GeoJSON"),
    (b"ward_code,ward_name\n", "This is no GeoJSON"),
    (b'{"type": "Topology", "objects": {}}', "This file holds no areas."),
    (b'{"type": "FeatureCollection", "features": []}', "This file holds no areas."),
    (b'{"type": "FeatureCollection", "features": ' + b"[" * 100_000, "This is no GeoJSON"),
    (geojson(ward("Aberdare East", "W05001330")), "It has Aberdare East."),
    (geojson(feature({}, square())), "neither a code nor a name"),
    (geojson(feature({"WD24NM": "Churchill"}, BOW_TIE)), "Churchill crosses itself"),
    (geojson(feature({"WD24NM": "Churchill"}, PARIS)), "Churchill does not lie in the United"),
    (geojson(feature({"WD24NM": "Churchill"}, [[1, 51], [1, 52]])), "Churchill cannot be read."),
    (
        geojson({"properties": {"name": "Churchill"}, "geometry": None}),
        "The outline of Churchill cannot be read.",
    ),
    (
        geojson(
            {
                "properties": {"name": "Churchill"},
                "geometry": {"type": "Point", "coordinates": [0, 51]},
            }
        ),
        "it holds no area",
    ),
    (
        geojson(feature({"WD24NM": "Churchill"}, [[float("nan"), 51]])),
        "This is no GeoJSON",
    ),
]


@pytest.mark.parametrize(("file", "why"), REFUSED)
def test_a_file_that_is_wrong_or_hostile_is_refused_with_a_sentence_and_nothing_is_kept(
    session: Session,
    sign_in: SignIn,
    file: Any,  # noqa: ANN401
    why: str,
) -> None:
    make_ward(session, "Churchill")
    session.commit()
    body = file if isinstance(file, bytes) else file.getvalue()
    page = bring(sign_in(Role.ORGANISER), BytesIO(body))
    assert "That cannot be done yet." in page
    assert why in page
    assert session.scalars(select(BoundarySet)).all() == []


def test_without_wards_or_without_a_source_nothing_is_taken(
    session: Session, sign_in: SignIn
) -> None:
    organiser = sign_in(Role.ORGANISER)
    assert "There are no wards yet." in bring(organiser, geojson(ward("Churchill")))
    reply = organiser.post(URL, data={"file": (geojson(ward("Churchill")), "w.json")})
    assert reply.status_code == 400
    assert "it stands beside each map" in reply.text
    assert "None yet." in organiser.get(URL).text
    assert session.scalars(select(BoundarySet)).all() == []
