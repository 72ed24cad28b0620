"""What no linter checks for us. Each failure says what to do."""

import ast
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from canvass.web.access import NEEDS

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "canvass").rglob("*.py"))
SCRIPTS = sorted((ROOT / "canvass" / "static").glob("[!v]*/**/*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
KINDS_OF_THING = {"models", "forms_all", "utils", "helpers", "services", "common", "misc"}


def functions(module: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node


@pytest.mark.parametrize("module", [*MODULES, *SCRIPTS], ids=lambda path: path.name)
def test_modules_stay_small(module: Path) -> None:
    length = len(module.read_text("utf-8").splitlines())
    assert length <= 300, "split it along a word of the trade"
    assert module.stem not in KINDS_OF_THING, "name it after a word of the trade"


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_functions_stay_small(module: Path) -> None:
    for function in functions(module):
        length = (function.end_lineno or 0) - function.lineno + 1
        assert length <= 40, f"{function.name} is {length} lines: name one of its steps"


def test_only_the_edge_commits() -> None:
    for module in (ROOT / "canvass").glob("store/*.py"):
        assert ".commit(" not in module.read_text("utf-8"), f"{module}: let the caller commit"


def test_every_view_says_who_may_use_it(app: Flask) -> None:
    silent = {
        name for name, view in app.view_functions.items() if name != "static" and view not in NEEDS
    }
    assert not silent, "add @needs(Permission.X), or @needs(None) for an open page"


def test_every_page_of_a_campaign_carries_the_campaign(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        permission = NEEDS.get(app.view_functions[rule.endpoint])
        assert permission is None or "slug" in rule.arguments, f"{rule}: start it with /c/<slug>"


def test_every_template_is_used_and_every_macro_too() -> None:
    code = "".join(module.read_text("utf-8") for module in MODULES)
    folder = ROOT / "templates"
    pages = {str(path.relative_to(folder)): path.read_text("utf-8") for path in TEMPLATES}
    everything = code + "".join(pages.values())
    for name, text in pages.items():
        assert f'"{name}"' in everything, f"{name} is used nowhere: delete it"
        for macro in re.findall(r"{%-? macro (\w+)", text):
            uses = re.findall(rf"\b{macro}\(", everything)
            assert len(uses) > 1, f"the macro {macro} is used nowhere: delete it"


def test_what_was_vendored_is_what_its_makers_published() -> None:
    folder = ROOT / "canvass" / "static" / "vendor"
    listed = json.loads((folder / "VENDOR.json").read_text("utf-8"))
    present = {path.name for path in folder.iterdir()} - {"VENDOR.json"}
    assert present == set(listed)
    for name, facts in listed.items():
        digest = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        assert digest == facts["sha256"], f"{name} is not what {facts['from']} holds"


def test_the_readme_names_every_setting_and_command(app: Flask) -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    settings = set(re.findall(r"CANVASS_[A-Z_]+", (ROOT / "canvass/config.py").read_text("utf-8")))
    for name in sorted(settings):
        assert name in readme, f"README says nothing of {name}"
    for name in app.cli.commands:
        assert f"canvass {name}" in readme, f"README says nothing of the command {name}"


def test_no_test_is_skipped_or_waits_for_the_clock() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        if path != Path(__file__):
            text = path.read_text("utf-8")
            assert "mark.skip" not in text, path
            assert "time.sleep" not in text, path
