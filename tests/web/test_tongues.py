"""The pages that a code leads to are in English and in Welsh, and so is why one is not let in."""

import ast
from pathlib import Path
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from canvass.core.access import Role
from canvass.core.passes import UNDERTAKING
from canvass.store import passes as stored
from canvass.store.passes import make_code
from canvass.web import tongues
from canvass.web.clock import wall_clock
from canvass.web.tongues import JOIN_WORDS, REFUSALS, TRY_AGAIN
from tests.conftest import SignIn
from tests.make import make_home, make_user, make_walk, make_ward
from tests.pages import json_of

BASE = "/c/westminster"
WALK, TELLING = f"{BASE}/doorstep/join", f"{BASE}/telling/join"
ROOT = Path(__file__).parent.parent.parent / "canvass"
IN_WELSH = {"Accept-Language": "cy-GB,cy;q=0.9,en;q=0.5"}
TITLES = {WALK: ("Knock with us", "Dewch i gnocio"), TELLING: ("Tell with us", "Dewch i rifo")}


@pytest.mark.parametrize("page", [WALK, TELLING])
@pytest.mark.parametrize(
    ("asked", "prefers", "is_welsh"),
    [
        ("", "", False),
        ("", "en-GB,en;q=0.9", False),
        ("", "fr,de", False),
        ("", "cy", True),
        ("", "cy-GB,cy;q=0.9,en;q=0.5", True),
        ("", "en;q=0.9,cy;q=0.5", False),
        ("?lang=cy", "en", True),
        ("?lang=en", "cy", False),
        ("?lang=zz", "cy", True),
    ],
)
def test_a_page_is_in_the_language_asked_for_else_the_browsers(
    app: Flask, page: str, asked: str, prefers: str, *, is_welsh: bool
) -> None:
    text = app.test_client().get(page + asked, headers={"Accept-Language": prefers}).text
    english, welsh = TITLES[page]
    assert (f">{welsh}</h1>" in text, f">{english}</h1>" in text) == (is_welsh, not is_welsh)
    assert f'<html lang="{"cy" if is_welsh else "en-GB"}">' in text
    is_kept = is_welsh or asked == "?lang=en"
    assert f'data-tongue="{("cy" if is_welsh else "en") if is_kept else ""}"' in text


def test_the_page_of_a_walk_leads_to_the_other_language_and_says_what_a_draft_is(
    app: Flask,
) -> None:
    phone = app.test_client()
    english, welsh = phone.get(WALK).text, phone.get(f"{WALK}?lang=cy").text
    assert 'href="?lang=cy"' in english
    assert 'href="?lang=en"' in welsh
    assert "Drafft cyntaf yw’r Gymraeg hon." in welsh
    assert "Drafft" not in english
    for page, place in ((english, 0), (welsh, 1)):
        for name in ("undertake", "do_law", "do_copy", "do_write", "do_back", "pin", "skip"):
            assert JOIN_WORDS[name][place] in page, name
            assert JOIN_WORDS[name][1 - place] not in page, name


def test_why_a_phone_is_not_let_in_is_said_in_its_language(
    app: Flask, session: Session, sign_in: SignIn
) -> None:
    ward = make_ward(session)
    walk = make_walk(session, ward.id, make_home(session, ward))
    code = make_code(session, walk, make_user(session).id, wall_clock())
    telling = make_code(session, None, make_user(session).id, wall_clock())
    session.commit()
    phone = app.test_client()
    told = {"code": code, "name": "Sam", "device": str(uuid4()), "undertaking": UNDERTAKING}

    def refusal(page: str, **values: str) -> str:
        reply = phone.post(f"{page}?lang=cy", json={**told, **values})
        assert reply.status_code == 400
        return str(json_of(reply)["error"])

    assert refusal(WALK, code="AAAAABBBBB") == REFUSALS[stored.NO_USE]
    assert refusal(f"{WALK}/ask", code=telling) == REFUSALS[stored.OPENS_TELLING]
    assert refusal(f"{TELLING}/ask") == REFUSALS[stored.OPENS_WALK]
    assert refusal(WALK, name=" ") == REFUSALS[tongues.NAMELESS]
    assert refusal(WALK, undertaking="0") == REFUSALS[tongues.CHANGED]
    assert refusal(WALK, device="x") == TRY_AGAIN
    by_browser = phone.post(WALK, json={**told, "name": ""}, headers=IN_WELSH)
    assert json_of(by_browser)["error"] == REFUSALS[tongues.NAMELESS]
    english = phone.post(WALK, json={**told, "name": ""})
    assert json_of(english)["error"] == tongues.NAMELESS
    teller = sign_in(Role.TELLER).post(f"{WALK}?lang=cy", json=told)
    assert json_of(teller)["error"] == REFUSALS[tongues.TELLS]


def test_every_refusal_and_every_word_has_its_welsh() -> None:
    sentences = set()
    for name in ("core/passes.py", "store/passes.py", "web/passes.py", "web/tellers.py"):
        for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "BadPassError":
                (told,) = node.args
                if isinstance(told, ast.Constant):
                    sentences.add(told.value)
                elif isinstance(told, ast.Name):
                    sentences.add(getattr(stored, told.id, None) or getattr(tongues, told.id))
    assert sentences == set(REFUSALS)
    for name, (english, welsh) in JOIN_WORDS.items():
        assert english != welsh or name == "other", name
        assert welsh, name
