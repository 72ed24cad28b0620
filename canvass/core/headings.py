"""Which layout a row of headings is of, and what is said where it is of none or of another kind."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from canvass.core.council_file import BadFileError
from canvass.core.layouts import Kind, Layout, plain
from canvass.core.names import legible, tidy
from canvass.core.suppliers import LAYOUTS

SHOWN = 8


class UnknownLayoutError(BadFileError):
    """The headings are of no layout we know."""


class WrongKindError(BadFileError):
    """The file is a register where a list was asked for, or the other way round."""


@dataclass(frozen=True)
class Columns:
    """Where one row of headings puts each thing, as indexes; -1 where the column is missing."""

    layout: Layout
    places: dict[str, int]
    address: tuple[int, ...]
    width: int


def columns_of(row: list[str], known: Sequence[Layout] = ()) -> Columns | None:
    """Recognise a row of headings; `None` if it is of no known layout.

    Args:
        row: the cells.
        known: layouts that the campaign has told us itself; suppliers' go first.
    """
    seen: dict[str, int] = {}
    for place, cell in enumerate(row):
        seen.setdefault(plain(cell), place)
    for layout in (*LAYOUTS, *known):
        if all(not seen.keys().isdisjoint(headings) for headings in layout.needed):
            address = address_places(layout, seen)
            if address or not needs_address(layout):
                return Columns(layout, places_in(layout, seen), address, len(row))
    return None


def places_in(layout: Layout, seen: dict[str, int]) -> dict[str, int]:
    """Find the column of each thing that a layout tells, -1 where there is none."""
    return {
        field: next((seen[one] for one in headings if one in seen), -1)
        for field, (headings, _) in layout.headings.items()
    }


def address_places(layout: Layout, seen: dict[str, int]) -> tuple[int, ...]:
    """Find the numbered address columns."""
    if layout.address_columns:
        found = tuple(seen[heading] for heading in layout.address_columns if heading in seen)
        return found if len(found) == len(layout.address_columns) else ()
    numbered = (f"{plain(layout.address)}{number}" for number in range(1, 10))
    return tuple(seen[heading] for heading in numbered if heading in seen)


def needs_address(layout: Layout) -> bool:
    """Tell whether a layout must have columns of an address."""
    return bool(layout.address_columns or layout.address) and not layout.address.startswith("?")


def refuse_other_kind(layout: Layout, wanted: Collection[Kind], asked: str) -> None:
    """Stop where a file is not what it is imported as.

    Raises:
        WrongKindError: it is another kind of file, or another layout than the one asked for.
    """
    if layout.kind not in wanted:
        words = {
            Kind.UPDATE: f"a monthly update ({layout.words}). Import it as a register",
            Kind.ABSENT: "a list of absent voters. Import it as that",
            Kind.FULL: "a register of electors. Import it as that",
            Kind.MARKED: "a marked register. Import it as that, after the poll",
        }
        raise WrongKindError(f"This file is {words[layout.kind]}.")
    if asked not in ("auto", layout.name):
        raise WrongKindError(
            f"This file is of the layout {layout.name}, not {asked}. Leave the layout to Canvass."
        )


def update_given(words: str) -> WrongKindError:
    """Say that a month's changes were given as if they were everybody."""
    return WrongKindError(
        f"This file is a monthly update ({words}), not a full register: taken as one, it would "
        "remove everybody it does not name. Ask the council for the full register."
    )


def unknown_layout(heads: list[list[list[str]]]) -> UnknownLayoutError:
    """Say which headings were seen, and which layouts are known.

    Args:
        heads: the first rows, once for each delimiter.
    """
    known = ", ".join(layout.words for layout in LAYOUTS)
    rows = [row for head in heads for row in head if looks_like_headings(row)]
    if not rows:
        return UnknownLayoutError(
            "This file has no row of headings. Ask the council for the file with its headings. "
            f"Canvass knows: {known}."
        )
    seen = ", ".join(legible(tidy(cell))[:30] for cell in max(rows, key=len)[:SHOWN])
    return UnknownLayoutError(
        f"The headings of this file are of no layout Canvass knows: {seen} …. "
        f"It knows: {known}. Ask the council for one of these, or bring the file on the page "
        "Register, where you can say which column is what."
    )


def looks_like_headings(row: list[str]) -> bool:
    """Tell headings from a person's row, which must not be shown: they hold no bare numbers."""
    filled = [cell.strip() for cell in row if cell.strip()]
    return len(filled) > 1 and not any(cell[0].isdigit() for cell in filled)
