"""Files whose headings nobody has told us: their columns are known by where they stand.

Source: the layout of older Idox Elections exports as public importers read them, by position.
"""

import re
from collections.abc import Sequence

from canvass.core.address import postcode
from canvass.core.headings import Columns
from canvass.core.layouts import Kind, Layout

DISTRICT = re.compile(r"[A-Z]{1,4}[0-9]{0,3}[A-Z]?(?:[-/][A-Z0-9]{1,4}){0,2}")
NUMBER = re.compile(r"[0-9]{1,5}(?:[/.][0-9]{1,3})?")
CHANGE = re.compile(r"[-+=](?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*")
FULL_WIDTH = 22
FEWEST = 2
ENOUGH = 0.8

PLACES = {
    "district": 0,
    "number": 1,
    "markers": 2,
    "day": 3,
    "surname": 4,
    "forenames": 5,
    "postcode": 21,
}
ADDRESS = range(6, 14)
FULL = Layout("idox-full", "Idox full register", Kind.FULL, {})
UPDATE = Layout("idox-update", "Idox monthly update", Kind.UPDATE, {})
BY_POSITION = (FULL, UPDATE)


def columns_by_position(rows: Sequence[Sequence[str]]) -> Columns | None:
    """Recognise a file by what stands where in its first rows; `None` if it is not so.

    An update has one column more, the third: +Mar, -Mar or =Mar.
    """
    wide = [row for row in rows if len(row) >= FULL_WIDTH]
    rest = wide if wide and is_elector(wide[0]) else wide[1:]
    electors = [row for row in rest if is_elector(row)]
    if len(electors) < FEWEST or len(electors) < ENOUGH * len(rest):
        return None
    is_update = all(CHANGE.fullmatch(row[2].strip()) for row in electors)
    if not have_postcodes(electors, PLACES["postcode"] + is_update):
        return None
    if is_update:
        places = {name: place + (place > 1) for name, place in PLACES.items()} | {"status": 2}
        return Columns(UPDATE, places, tuple(place + 1 for place in ADDRESS), FULL_WIDTH + 1)
    return Columns(FULL, dict(PLACES), tuple(ADDRESS), FULL_WIDTH)


def is_elector(row: Sequence[str]) -> bool:
    """Tell whether a row begins with a polling district and an elector number."""
    district, number = row[0].strip().upper(), row[1].strip()
    return bool(DISTRICT.fullmatch(district) and NUMBER.fullmatch(number))


def have_postcodes(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Tell whether a column holds postcodes, as far as it holds anything."""
    told = [row[place] for row in rows if len(row) > place and row[place].strip()]
    return bool(told) and all(postcode(one) for one in told)
