from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from canvass.core.casework import LETTER, PLACES, LetterError, check_imprint, merged
from canvass.core.leaflet import Resolved, check_impersonal, leaflet_of, named, surnames
from canvass.sheets.leaflet import LeafletLine, LeafletPaper, leaflet_pdf
from canvass.sheets.letters import Letter, letter_pdf
from tests.sheets.make import HOSTILE
from tests.sheets.reader import is_tagged, read, tags, texts, title, words_on

IMPRINT = "Printed by Quill Press, 1 Ink Lane.\nPromoted by P. Agent for A. Party, 2 High Street."
FACTS = dict.fromkeys(PLACES, "x") | {"issue": "Housing repairs", "answer": "It is mended."}


def make_letter() -> Letter:
    return Letter(
        campaign="Westminster 2018",
        made_at=datetime(2018, 4, 20, 17, 0, tzinfo=UTC),
        on="20 April 2018",
        name="Ada Example",
        address=("Flat 3", "50 Lupus Street", "SW1V 3EN"),
        body="First things.\n\nThe lift is mended.\nIt works.",
        owner="Priya Organiser",
        imprint=IMPRINT,
    )


def make_leaflet() -> LeafletPaper:
    lines = (
        LeafletLine("Housing repairs", 12, "The lifts are mended."),
        LeafletLine("Estate offices", 7, "The office opens on Saturdays."),
    )
    made_at = datetime(2018, 4, 20, 17, 0, tzinfo=UTC)
    return LeafletPaper("Westminster 2018", "Churchill", made_at, lines, IMPRINT, has_more=True)


def test_a_letter_says_to_whom_from_whom_and_who_printed_it() -> None:
    pdf = letter_pdf(make_letter())
    (text,) = texts(pdf)
    for words in (
        "Ada Example Flat 3 50 Lupus Street SW1V 3EN",
        "20 April 2018",
        "Dear Ada Example,",
        "First things. The lift is mended. It works.",
        "Yours sincerely, Priya Organiser Westminster 2018",
        "Printed by Quill Press, 1 Ink Lane. Promoted by P. Agent for A. Party, 2 High Street.",
    ):
        assert words in text, words
    assert is_tagged(pdf)
    assert title(pdf) == "Letter from Westminster 2018"
    assert min(one.points for one in words_on(read(pdf).pages[0])) >= 9.99


def test_the_same_letter_is_the_same_file() -> None:
    assert letter_pdf(make_letter()) == letter_pdf(make_letter())


def test_hostile_text_is_shown_and_never_run() -> None:
    body = "\n\n".join(HOSTILE)
    letter = replace(make_letter(), name=HOSTILE[0], body=body, owner="*", address=("#x", ""))
    text = " ".join(texts(letter_pdf(letter)))
    assert 'Dear #panic("gone"),' in text
    assert "\\ # [ { = Heading" in text


def test_a_long_letter_runs_on_and_keeps_its_imprint() -> None:
    found = texts(letter_pdf(replace(make_letter(), body="Words and words. " * 900)))
    assert len(found) > 1
    assert "Quill Press" in found[-1]


def test_a_letter_to_nobody_in_particular_greets_the_resident() -> None:
    assert "Dear resident," in texts(letter_pdf(replace(make_letter(), name="")))[0]


def test_the_letter_a_campaign_starts_from_can_be_filled_in() -> None:
    text = merged(LETTER, FACTS)
    assert "Housing repairs" in text
    assert "{" not in text


def test_what_is_filled_in_is_not_read_again() -> None:
    assert merged("{answer}", FACTS | {"answer": "{owner} {{x}}"}) == "{owner} {{x}}"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Dear {nam}", "The letter has a place {nam} that nothing fills."),
        ("{}", "a place {} that nothing fills"),
        ("{name.__class__}", "that nothing fills"),
        ("Hello {name", "A brace in the letter stands alone."),
        ("{answer}", "The letter says {answer}, and this case has none yet."),
    ],
)
def test_a_letter_that_cannot_be_filled_in_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(LetterError) as refusal:
        merged(text, FACTS | {"answer": " "})
    assert sentence in str(refusal.value)


def test_nothing_is_printed_for_residents_without_an_imprint() -> None:
    with pytest.raises(LetterError, match="who printed and promoted it and on whose behalf"):
        check_imprint(" \n")
    check_imprint(IMPRINT)


def test_a_leaflet_is_one_page_of_counts_and_answers_with_its_imprint() -> None:
    pdf = leaflet_pdf(make_leaflet())
    (text,) = texts(pdf)
    for words in (
        "You said, we did",
        "What people in Churchill told us",
        "Housing repairs You said: 12 households told us about this.",
        "We did: The lifts are mended.",
        "We also looked into other things",
        "Printed by Quill Press",
    ):
        assert words in text, words
    assert is_tagged(pdf)
    assert tags(pdf).count("/H1") == 1
    assert tags(pdf).count("/H2") == 2
    assert round(float(read(pdf).pages[0].mediabox.width)) == 420


def test_the_fullest_leaflet_is_still_one_page() -> None:
    line = LeafletLine(
        "Oxford Street pedestrianisation and more" * 2, 1204, "We wrote and wrote. " * 12
    )
    paper = replace(make_leaflet(), lines=(line,) * 3, imprint="Printed by somebody. " * 14)
    assert len(texts(leaflet_pdf(paper))) == 1


def cases(*households: int, issue: str = "Lifts", answer: str = "Mended.") -> list[Resolved]:
    issue_id = uuid4()
    homes = [uuid4() for _ in range(max(households))]
    return [
        Resolved(issue_id, issue, homes[number - 1], answer, "Ada Patel") for number in households
    ]


def test_a_leaflet_tells_only_what_enough_households_raised() -> None:
    many, few = cases(1, 2, 3, 4, 5), cases(1, 2, 3, 4, 4, 4, issue="Bins")
    found = leaflet_of([*many, *few], 5)
    assert [(one.label, one.households) for one in found.issues] == [("Lifts", 5)]
    assert found.has_more
    assert not leaflet_of(many, 5).has_more
    assert leaflet_of([], 5) == ((), False)


def test_a_case_without_an_issue_is_on_no_leaflet() -> None:
    found = leaflet_of([one._replace(issue_id=None) for one in cases(1, 2, 3, 4, 5)], 5)
    assert found == ((), True)


def test_an_answer_that_points_at_somebody_is_not_suggested() -> None:
    for answer in ("Mrs Patel has heat again.", "The lift at 12 is mended."):
        (issue,) = leaflet_of(cases(1, 2, 3, 4, 5, answer=answer), 5).issues
        assert issue.suggested == ""
    (issue,) = leaflet_of(cases(1, 2, 3, 4, 5), 5).issues
    assert issue.suggested == "Mended."


@pytest.mark.parametrize(
    "text",
    ["Patel’s lift", "At Flat 12", "12 Lupus Street", "in SW1V 3EN", "50 johnson’s place", "No. 4"],
)
def test_a_leaflet_names_no_resident_and_no_door(text: str) -> None:
    with pytest.raises(LetterError, match="points at somebody"):
        check_impersonal(text, surnames(["Ada Patel", ""]))


@pytest.mark.parametrize(
    "text", ["We asked 3 times.", "Lifts work since 12 May.", "All of Lupus Street is lit.", ""]
)
def test_what_points_at_nobody_may_be_said(text: str) -> None:
    assert named(text, surnames(["Ada Patel"])) == ""
