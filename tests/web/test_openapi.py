"""What is described is what the site does."""

import pytest
from flask import Flask

from canvass.core.access import Role
from canvass.web.access import NEEDS
from tests.conftest import SignIn
from tests.pages import json_of

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
HERE = "/c/westminster/openapi.json"


def test_every_address_that_speaks_json_is_described_and_nothing_else(
    app: Flask, sign_in: SignIn
) -> None:
    told = json_of(sign_in(Role.VOLUNTEER).get(HERE))
    described = {one["operationId"] for path in told["paths"].values() for one in path.values()}
    given = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/c/<slug>/") and rule.rule.endswith(".json")
    } - {"openapi.description"}
    assert given < described
    assert {"responses.sync", "tellers.sync", "passes.enter"} <= described
    for path, operations in told["paths"].items():
        assert path.startswith("/c/westminster/")
        for one in operations.values():
            needed = NEEDS[app.view_functions[one["operationId"]]]
            assert ("security" in one) == (needed is not None)


def test_what_is_sent_is_described_by_the_type_that_reads_it(sign_in: SignIn) -> None:
    told = json_of(sign_in(Role.AGENT).get(HERE))
    batch = told["components"]["schemas"]["Batch"]
    assert set(batch["properties"]) == {"device", "sent_at", "responses"}
    assert batch["required"] == ["device", "sent_at", "responses"]


def test_a_teller_and_a_stranger_are_told_nothing(app: Flask, sign_in: SignIn) -> None:
    assert sign_in(Role.TELLER).get(HERE).status_code == 403
    assert app.test_client().get(HERE).status_code == 302
