"""What every page must have, whichever test fetched it."""

from collections import Counter
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse

HTML = "{http://www.w3.org/1999/xhtml}"
UNLABELLED = {"hidden", "submit", "button"}


def json_of(reply: TestResponse) -> Any:  # noqa: ANN401  JSON is of any shape
    """Read an answer that must be JSON."""
    assert reply.is_json, reply.text[:200]
    return reply.json


def check_page(text: str) -> None:
    """Fail unless the page is whole: valid, one h1, unique ids, a label for every input."""
    page = html5lib.HTMLParser(strict=True).parse(text)
    titles = page.findall(f".//{HTML}h1")
    assert len(titles) == 1, f"a page has one h1, this one has {len(titles)}"
    check_ids(page)
    check_labels(page)
    check_policy(page)


def check_ids(page: Element) -> None:
    """Fail if an id stands twice, or a link or label points at none."""
    ids = Counter(one.get("id") for one in page.iter() if one.get("id"))
    twice = [name for name, count in ids.items() if count > 1]
    assert not twice, f"ids that stand twice: {twice}"
    for one in page.iter():
        for name in (one.get("for"), *(one.get("aria-describedby") or "").split()):
            assert name is None or name in ids, f"{name} is pointed at but not there"


def check_labels(page: Element) -> None:
    """Fail if an input has no label, or a form no address."""
    labelled = {one.get("for") for one in page.iter(f"{HTML}label")}
    inside = {id(one) for label in page.iter(f"{HTML}label") for one in label.iter()}
    for kind in ("input", "select", "textarea"):
        for one in page.iter(f"{HTML}{kind}"):
            has_label = one.get("id") in labelled or id(one) in inside or one.get("aria-label")
            assert has_label or one.get("type") in UNLABELLED, f"no label for {one.attrib}"
    for form in page.iter(f"{HTML}form"):
        assert form.get("action"), f"a form without an address: {form.attrib}"


def check_policy(page: Element) -> None:
    """Fail if something on the page would be stopped by our own content policy."""
    for one in page.iter():
        inline = [name for name in one.attrib if name == "style" or str(name).startswith("on")]
        assert not inline, f"inline {inline} on {one.tag}"
        assert not (one.tag == f"{HTML}script" and not one.get("src")), "an inline script"
