"""The issue report of one ward on paper, for an agent with four minutes: counts, and no names."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from canvass.core.pictures import Cell, HotSpot, IssueLine, Period, WardPicture, Weighed
from canvass.core.reports import in_every_hundred
from canvass.core.sources import Source
from canvass.sheets.heads import Heading, Language, short_ward, stamp
from canvass.sheets.lettering import Face, clean, cut, fit
from canvass.sheets.press import print_pdf

LABEL, PLAIN, BOLD = Face(11), Face(10), Face(10, "bold")
ISSUE_MM, ISSUE_LINES = 43.0, 3
DISTRICT_MM, MOST_DISTRICTS = 14.0, 7
STREET_MM, SPOT_ISSUE_MM = 54.0, 64.0
LONGEST_SENTENCE = 400
SOURCE_CY = {
    Source.DOORSTEP: "wrth y drws",
    Source.TELEPHONE: "dros y ffôn",
    Source.SURVEY: "o arolygon",
    Source.EARLIER: "o offer eraill",
    Source.EARLIER_CALLS: "o alwadau ffôn offer eraill",
}


@dataclass(frozen=True, slots=True)
class Figures:
    """One cell as it is printed: "" where it is hidden, and where nobody was spoken to."""

    count: str
    hundred: str
    low: str
    high: str
    is_hidden: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """Where a bar and the whisker on it end, as parts of the axis."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One issue as it is printed; `stance` is for and against, "" where hidden."""

    label: str
    ward: Figures
    bar: Bar | None
    move: str
    before: str
    stance: tuple[str, str] | None
    weighed: tuple[str, str, str] | None
    districts: tuple[Figures, ...]


def issues_pdf(picture: WardPicture, language: Language = "en") -> bytes:
    """Set a ward's report as a tagged PDF: two pages, more only where its issues need them.

    Raises:
        SheetError: setting failed or took too long.
    """
    heading = Heading(
        campaign=clean(picture.campaign),
        ward=short_ward(picture.ward),
        made=stamp(picture.as_at),
        phone="",
        language=language,
        as_at=stamp(picture.as_at),
    )
    rows = {"paper": heading, "report": _report(picture, language)}
    return print_pdf("issues", picture.as_at, msgspec.json.encode(rows))


def _report(picture: WardPicture, language: Language) -> dict[str, Any]:
    end = axis_end(picture)
    before = picture.period.before()
    kind = "brought" if picture.period.is_brought else "calls"
    return {
        "told": "door" if picture.period.source in (None, Source.DOORSTEP) else kind,
        "is_across": picture.period.other_source is not None,
        "period": _period(picture.period, language),
        "before": _period(before, language) if before else "",
        "smallest": str(picture.smallest_cell),
        "spoken_to": f"{picture.spoken_to:,}",
        "electors": f"{picture.electors:,}",
        "coverage": in_every_hundred(picture.coverage),
        "is_thin": picture.coverage < 0.1,  # noqa: PLR2004
        "conversations": f"{picture.conversations:,}",
        "is_anyone": picture.spoken_to > 0,
        "sentences": [_sentence(one) for one in picture.sentences],
        "trust": _sentence(picture.trust),
        "axis": end,
        "issues": [_issue_row(issue, end) for issue in picture.issues],
        "tables": list(_district_tables(picture)),
        "spots": [_spot(spot) for spot in picture.hot_spots],
    }


def axis_end(picture: WardPicture) -> float:
    """Give where the axis of shares ends: the next tenth above the longest whisker."""
    ends = [issue.cell.interval[1] for issue in picture.shown if issue.cell.interval]
    return min(10, max(1, math.ceil(round(max(ends, default=0.1) * 10, 6)))) / 10


def _period(period: Period, language: Language) -> str:
    """Write a period: in words, or in figures where the words would be in another language."""
    if language == "en" or period.is_all:
        return "" if period.is_all else period.words
    since, until = (f"{day:%d/%m/%Y}" if day else "" for day in (period.since, period.until))
    days = f"{since} – {until}".strip() if since or until else ""
    return ", ".join(filter(None, (days, SOURCE_CY[period.source] if period.source else "")))


def _sentence(text: str) -> str:
    """Clean a sentence of any length: `clean` alone keeps the first 200 characters."""
    words = text[:LONGEST_SENTENCE].split()
    return " ".join(filter(None, (clean(word) for word in words)))


def _figures(cell: Cell) -> Figures:
    if cell.count is None or not cell.of:
        return Figures("", "", "", "", is_hidden=cell.of > 0)
    low, high = cell.interval or (cell.share or 0.0,) * 2
    return Figures(
        count=f"{cell.count:,}",
        hundred=in_every_hundred(cell.share or 0.0),
        low=str(round(low * 100)),
        high=str(round(high * 100)),
        is_hidden=False,
    )


def _issue_row(issue: IssueLine, end: float) -> IssueRow:
    """Give an issue as printed; of a hidden one, nothing that is reckoned from its count."""
    is_shown = issue.cell.share is not None
    before = issue.before.share if issue.before else None
    return IssueRow(
        label=fit(clean(issue.label), ISSUE_MM, LABEL, ISSUE_LINES),
        ward=_figures(issue.cell),
        bar=_bar(issue.cell, end),
        move=str(issue.move or "") if is_shown else "",
        before="" if before is None or not is_shown else in_every_hundred(before),
        stance=_stance(issue) if is_shown and issue.asks_stance else None,
        weighed=_weighed(issue.weighed) if is_shown and issue.weighed else None,
        districts=tuple(_figures(cell) for cell in issue.districts),
    )


def _bar(cell: Cell, end: float) -> Bar | None:
    if cell.share is None:
        return None
    low, high = cell.interval or (cell.share, cell.share)
    return Bar(*(min(1.0, part / end) for part in (cell.share, low, high)))


def _stance(issue: IssueLine) -> tuple[str, str]:
    is_for, against = (
        "" if count is None else f"{count:,}" for count in (issue.is_for, issue.against)
    )
    return is_for, against


def _weighed(weighed: Weighed) -> tuple[str, str, str]:
    return (
        in_every_hundred(weighed.share),
        str(round(weighed.low * 100)),
        str(round(weighed.high * 100)),
    )


def _district_tables(picture: WardPicture) -> Iterator[dict[str, Sequence[Any]]]:
    """Yield the districts a table at a time, as many as stand side by side in legible letters."""
    for first in range(0, len(picture.districts), MOST_DISTRICTS):
        some = slice(first, first + MOST_DISTRICTS)
        lines = picture.districts[some]
        yield {
            "codes": [cut(clean(one.code), DISTRICT_MM, BOLD) for one in lines],
            "spoken_to": [f"{one.spoken_to:,}" for one in lines],
            "electors": [f"{one.electors:,}" for one in lines],
            "coverage": [
                in_every_hundred(one.spoken_to / one.electors) if one.electors else "–"
                for one in lines
            ],
            "issues": [
                [_figures(cell) for cell in issue.districts[some]] for issue in picture.issues
            ],
        }


def _spot(spot: HotSpot) -> dict[str, str]:
    return {
        "street": fit(clean(spot.street), STREET_MM, PLAIN),
        "district": cut(clean(spot.district), DISTRICT_MM, PLAIN),
        "issue": fit(clean(spot.issue), SPOT_ISSUE_MM, PLAIN),
        "count": f"{spot.count:,}",
        "of": f"{spot.of:,}",
        "hundred": in_every_hundred(spot.count / spot.of) if spot.of else "–",
    }
