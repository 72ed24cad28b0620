from dataclasses import replace

from canvass.core.knockup import Door
from canvass.sheets.knockup import KnockupPaper, knockup_pdf
from tests.sheets.make import make_door, make_paper
from tests.sheets.reader import texts, title


def chase(*doors: Door) -> KnockupPaper:
    """Return a paper of the postal chase with those doors."""
    return replace(make_paper(*doors), kind="postal", occasion="Postal chase")


def test_the_postal_chase_asks_whether_they_posted_it() -> None:
    (text,) = texts(knockup_pdf(chase(make_door("3", "Siân Griffiths"))))

    assert "Postal chase · Churchill ward" in text
    assert "Posted Will post Out Lost No" in text
    assert "Said posted, as at 16:05" in text
    assert "Voted" not in text
    assert "they ring the council" in text


def test_the_postal_chase_says_never_to_touch_a_postal_vote() -> None:
    (text,) = texts(knockup_pdf(chase(make_door())))

    assert "Never take, carry or fill in anybody’s postal vote." in text


def test_a_knock_up_sheet_says_nothing_of_postal_votes() -> None:
    (text,) = texts(knockup_pdf(make_paper(make_door())))

    assert "postal" not in text
    assert "Posted" not in text


def test_a_postal_chase_that_is_over_is_one_page_that_says_so() -> None:
    (text,) = texts(knockup_pdf(chase()))

    assert "Nobody is left to ask about their postal vote." in text
    assert "Said posted, as at 16:05" in text


def test_the_postal_chase_speaks_welsh() -> None:
    pdf = knockup_pdf(replace(chase(make_door()), language="cy"))

    assert "Peidiwch byth â chymryd" in texts(pdf)[0]
    assert title(pdf) == "Postal chase: Ward Churchill"
