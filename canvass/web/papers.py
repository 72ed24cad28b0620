"""Putting sheets on paper: entered in the ledger first, then drawn, again if they must be."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from flask import has_request_context, request
from sqlalchemy.orm import Session

from canvass.core.areas import Area, Block
from canvass.core.knocks import RoundKind
from canvass.core.knockup import Door
from canvass.core.rounds import Struck
from canvass.sheets.difference import DifferencePaper, StruckLine, StruckSheet
from canvass.sheets.heads import Language
from canvass.sheets.knockup import KnockupPaper
from canvass.sheets.lines import lines_on, sheet_lines
from canvass.sheets.packs import CoverRow
from canvass.sheets.pages import cut_pages, title_of
from canvass.sheets.rows import rows_of
from canvass.store.accounts import Campaign, the_campaign
from canvass.store.ledger import Planned, Sheet, enter_sheets
from canvass.store.places import Ward
from canvass.store.reprint import printed_doors
from canvass.store.telling import told_at

OCCASIONS: dict[Language, dict[RoundKind | str | None, str]] = {
    "en": {
        None: "Knock-up list",
        RoundKind.KNOCKUP: "Round {}",
        RoundKind.POSTAL: "Postal chase {}",
        "rehearsal": "REHEARSAL",
    },
    "cy": {
        None: "Rhestr alw",
        RoundKind.KNOCKUP: "Rownd {}",
        RoundKind.POSTAL: "Galw’r bleidlais bost {}",
        "rehearsal": "YMARFER",
    },
}
"""What heads a paper. The Welsh is a first draft, to be checked by a speaker."""

ANY_SHEET = 1
"""Where a line stands does not hang on the sheet's number."""


def planned(area: Area, reason: str) -> Planned:
    """Lay an area out to learn what the ledger keeps of its sheet."""
    pages = cut_pages(rows_of(area, ANY_SHEET))
    return Planned(
        title=title_of(area),
        district=area.district,
        reason=reason,
        doors=len(area.doors),
        pages=len(pages),
        lines=tuple(
            (one.line, one.page, one.promise.elector)
            for one in lines_on(area, pages)
            if one.promise.elector is not None
        ),
    )


def enter(session: Session, like: Sheet, areas: Sequence[tuple[Area, str]]) -> list[Sheet]:
    """Enter areas in the ledger as sheets, in this order, each with the reason for its place."""
    return enter_sheets(session, like, [planned(area, reason) for area, reason in areas])


def printed_areas(session: Session, sheets: Sequence[Sheet]) -> list[Area]:
    """Give the areas of sheets just as they were printed."""
    doors = printed_doors(session, sheets)
    return [area_of(doors.get(sheet.id, [])) for sheet in sheets]


def area_of(doors: Sequence[Door]) -> Area:
    """Put the doors of one sheet together again."""
    blocks = tuple(
        Block(street, side, tuple(run))
        for (street, side), run in groupby(doors, key=lambda door: (door.street, door.side))
    )
    first = doors[0] if doors else None
    return Area(first.district if first else "", first.station if first else "", blocks)


def knockup_paper(
    election: Campaign,
    ward: Ward,
    printed: Sequence[tuple[Sheet, Area]],
    occasion: str,
    made_at: datetime,
) -> KnockupPaper:
    """Make the paper of sheets that stand in the ledger, numbered one after the other."""
    first = printed[0][0] if printed else None
    return KnockupPaper(
        campaign=election.name,
        ward=ward.name,
        occasion=occasion,
        as_at=paper_time(election, first.told_at if first else None, made_at),
        made_at=made_at,
        hours=f"{election.polls_open:%H:%M} to {election.polls_close:%H:%M}",
        phone=election.phone,
        language=paper_language(),
        first_sheet=first.number if first else 1,
        areas=tuple(area for _, area in printed),
        kind=first.kind.value if first else "knockup",
    )


def occasion_words(election: Campaign, kind: RoundKind | None, number: int = 0) -> str:
    """Head a paper: a list by itself, or the round it is for; a rehearsal says so first."""
    words = OCCASIONS[paper_language()]
    told = words[kind].format(number)
    return f"{words['rehearsal']} · {told}" if election.rehearsal_on else told


def paper_language() -> Language:
    """Tell which language was asked for: the form's, else English, as for commands and jobs."""
    told = request.form.get("language", "") if has_request_context() else ""
    return "cy" if told == "cy" else "en"


def paper_time(election: Campaign, told: datetime | None, made_at: datetime) -> str:
    """Write "voted data as at" for paper, with the date unless it is the day of printing."""
    if told is None:
        return "nobody told yet"
    there = told.astimezone(election.time_zone)
    is_today = there.date() == made_at.astimezone(election.time_zone).date()
    return f"{there:%H:%M}" if is_today else f"{there.day} {there:%b}, {there:%H:%M}"


def loose_sheet(
    ward: Ward, user_id: UUID | None, made_at: datetime, told: datetime | None
) -> Sheet:
    """Describe the sheets of a list that is printed outside of any round."""
    return Sheet(
        ward_id=ward.id,
        user_id=user_id,
        made_at=made_at,
        told_at=told,
        kind=RoundKind.KNOCKUP,
    )


def difference_paper(
    session: Session,
    ward: Ward,
    sheets: Sequence[Sheet],
    struck: Sequence[Struck],
    made_at: datetime,
) -> DifferencePaper:
    """Make the paper that says which lines to strike on sheets that are out."""
    election = the_campaign(session)
    printed = [
        struck_sheet(sheet, area, [one for one in struck if one.sheet == sheet.number])
        for sheet, area in zip(sheets, printed_areas(session, sheets), strict=True)
    ]
    earliest = min((sheet.told_at for sheet in sheets if sheet.told_at), default=None)
    return DifferencePaper(
        campaign=election.name,
        ward=ward.name,
        was_at=paper_time(election, earliest, made_at),
        as_at=paper_time(election, told_at(session, election), made_at),
        made_at=made_at,
        phone=election.phone,
        language=paper_language(),
        sheets=tuple(printed),
    )


def struck_sheet(sheet: Sheet, area: Area, struck: Sequence[Struck]) -> StruckSheet:
    """Name the lines to strike on one sheet as they stand on its paper."""
    lines = {one.line: one for one in sheet_lines(area, sheet.number)}
    return StruckSheet(
        number=sheet.number,
        title=sheet.title,
        lines_in_all=len(lines),
        lines=tuple(
            StruckLine(
                page=lines[one.line].page,
                code=lines[one.line].code,
                door=lines[one.line].address,
                street=lines[one.line].door.street,
                name=lines[one.line].promise.name,
                why=one.why,
            )
            for one in struck
        ),
        taken_by=sheet.holder,
    )


def cover_rows(printed: Sequence[tuple[Sheet, Area]]) -> tuple[CoverRow, ...]:
    """Say of each sheet what the cover of its pack says."""
    return tuple(
        CoverRow(
            number=sheet.number,
            title=sheet.title,
            district=sheet.district,
            doors=sheet.doors,
            promises=sum(len(door.promises) for door in area.doors),
            lifts=sum("LIFT" in one.flags for door in area.doors for one in door.promises),
            pages=sheet.pages,
            reason=sheet.reason,
        )
        for sheet, area in printed
    )
