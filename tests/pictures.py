"""An invented picture of Churchill: three issues shown, one hidden, two districts."""

from datetime import UTC, date, datetime

from canvass.core.pictures import (
    Cell,
    DistrictLine,
    HotSpot,
    IssueLine,
    Move,
    Period,
    WardPicture,
    Weighed,
)
from canvass.core.reports import wilson


def cell(count: int | None, of: int) -> Cell:
    return Cell(count, of, None if count is None else wilson(count, of))


def make_picture(ward: str = "Churchill", label: str = "Housing repairs") -> WardPicture:
    issues = (
        IssueLine(
            "housing",
            label,
            cell(60, 200),
            before=cell(40, 180),
            move=Move.SAME,
            districts=(cell(40, 120), cell(20, 80)),
            weighed=Weighed(0.28, 0.23, 0.34),
        ),
        IssueLine(
            "oxford_street",
            "Oxford Street pedestrianisation",
            cell(31, 200),
            before=cell(None, 180),
            move=Move.NEW,
            asks_stance=True,
            is_for=9,
            against=None,
            districts=(cell(None, 120), cell(None, 80)),
        ),
        IssueLine(
            "windrush", "Windrush", cell(None, 200), districts=(cell(None, 120), cell(None, 80))
        ),
    )
    return WardPicture(
        campaign="Westminster 2018",
        ward=ward,
        period=Period(date(2018, 4, 11), date(2018, 4, 24)),
        as_at=datetime(2018, 4, 24, 18, 42, tzinfo=UTC),
        smallest_cell=5,
        electors=6214,
        spoken_to=200,
        conversations=214,
        doors=3388,
        knocked=900,
        answered=310,
        rung=0,
        picked_up=0,
        issues=issues,
        districts=(DistrictLine("CH1", 3300, 120), DistrictLine("CH2", 2914, 80)),
        hot_spots=(HotSpot("Peabody Avenue", "CH1", label, 22, 40),),
        sentences=("Housing repairs is raised most, by 30 in every 100 electors spoken to.",),
        trust="Read it as a hint.",
    )
