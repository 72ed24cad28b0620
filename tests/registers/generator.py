"""Council files of every layout, of any size, with their traps. All people are invented.

Whoever writes one knows what it says: `Truth` tells of each elector what a reader must find, and
two of one `home` live behind one door, however it is spelt.
"""

import csv
import io
from collections.abc import Callable, Sequence
from random import Random
from typing import NamedTuple

SURNAMES = ["Ash", "O’Brien", "Núñez Pardo", "Mc Guirk", "Farthingale-Quill", "D'Arcy", "Öztürk"]
FORENAMES = ["Ada", "Núria", "Bo", "Zoë Ann", "Henrietta", "Cy", "Deirdre", "Mary-Jane"]
STREETS = ["Gatliff Road", "Lupus Street", "St George’s Square", "The Cut"]
CODES = ("CH1", "MH-2", "KD-2/2")
NBSP = "\xa0"


class Home(NamedTuple):
    """A door as it is: two of the same are one."""

    district: str
    street: str
    number: str
    flat: int
    postcode: str


class Truth(NamedTuple):
    """What a reader must find of one elector."""

    roll: str
    surname: str
    forenames: str
    home: Home | None
    instruction: str
    is_anonymous: bool


class Cells(NamedTuple):
    """An elector as layouts write them."""

    district: str
    number: str
    suffix: str
    markers: str
    surname: str
    forenames: str
    address: list[str]
    postcode: str
    instruction: str

    @property
    def whole(self) -> str:
        """The number with its suffix, as most suppliers write it."""
        return f"{self.number}/{self.suffix}" if self.suffix else self.number


class Form(NamedTuple):
    """How a supplier lays a row out; without headings it is known by position."""

    name: str
    headings: str
    cells: Callable[[Cells], Sequence[str]]
    delimiter: str = ","
    is_update: bool = False


def filled(lines: Sequence[str], width: int) -> list[str]:
    return [*lines, *[""] * (width - len(lines))][:width]


def months(one: Cells) -> list[str]:
    """Write what is to be done as Xpress does: the months in which it was."""
    return {"A": ["3", "0", "0"], "M": ["0", "3", "0"], "D": ["0", "0", "3"]}[one.instruction]


XPRESS = "Elector Number Prefix,Elector Number,Elector Number Suffix,Elector Markers,Elector DOB,"
ADDRESS = "PostCode,Address1,Address2,Address3,Address4,Address5,Address6"
HALAROSE = (
    "PD,ENO,Status,Title,First Names,Initials,Surname,Suffix,Date of Attainment,Franchise Flag,"
    "Address 1,Address 2,Address 3,Address 4,Address 5,Address 6,Address 7,Address 8,Address 9,"
)
COUNTS = (
    "PDCode,RollNo,ElectorTitle,ElectorSurname,ElectorForename,ElectorMiddleName,DOB,"
    "FranchiseMarker,RegisteredAddress1,RegisteredAddress2,RegisteredAddress3,RegisteredAddress4,"
    "RegisteredAddress5,RegisteredAddress6,PostCode"
)
GREEN = (
    "Elector No. Prefix,Elector No.,Elector No. Suffix,Full Elector No.,Forename,Middle Names,"
    "Surname,Markers,Address1,Address2,Address3,Address4,Address5,Address6,PostCode,UPRN"
)
MONTHLY = (
    "CompanyName,CompanyOPCSRef,DistrictRef,StreetName,PropertyAddress1,PropertyAddress2,"
    "PropertyAddress3,PropertyAddress4,PropertyAddress5,PropertyPostCode,PropertyAddressPrefix,"
    "PropertyAddressNumber,ElectorNumber,ElectorForename,ElectorSurname,ElectorDOB,"
    "ElectorCreatedMonth,ElectorChangedMonth,ElectorDeletedMonth,MarkersRegisterText,RecordCount,"
    "RecordTotal,CurrentRegisterMonth"
)


def xpress(one: Cells) -> list[str]:
    start = [one.district, one.number, one.suffix or "0", one.markers, ""]
    return [*start, one.surname, one.forenames, one.postcode, *filled(one.address, 6)]


def monthly(one: Cells) -> list[str]:
    home = ["", "", one.district, "", *filled(one.address, 5), one.postcode, "", ""]
    named = [one.whole, one.forenames, one.surname, ""]
    return [*home, *named, *months(one), one.markers, "1", "1", "Mar 2018"]


def halarose(one: Cells, status: str) -> list[str]:
    start = [one.district, one.whole, status, "", one.forenames, "", one.surname, "", ""]
    return [*start, one.markers, *filled(one.address, 9), one.postcode]


def counts(one: Cells) -> list[str]:
    start = [one.district, one.whole, "", one.surname, one.forenames, "", "", one.markers]
    return [*start, *filled(one.address, 6), one.postcode]


def idox(one: Cells) -> list[str]:
    start = [one.district, one.whole, one.markers, "", one.surname, one.forenames]
    return [*start, *filled(one.address, 8), *[""] * 7, one.postcode]


def green(one: Cells) -> list[str]:
    start = [one.district, one.number, one.suffix, f"{one.district}-{one.whole}", one.forenames]
    return [*start, "", one.surname, one.markers, *filled(one.address, 6), one.postcode, ""]


SIGNS = {"A": "+Mar", "M": "=Mar", "D": "-Mar"}
CHANGE_TYPES = {"A": "N", "M": "M", "D": "D"}
FORMS = (
    Form("xpress-full", f"{XPRESS}Elector Surname,Elector Forename,{ADDRESS}", xpress),
    Form("xpress-update", MONTHLY, monthly, is_update=True),
    Form("halarose-full", f"{HALAROSE}Postcode", lambda one: halarose(one, ""), "\t"),
    Form(
        "halarose-update",
        f"{HALAROSE}Post Code,Register Code,Clerical Error,Opt Out Flag",
        lambda one: [*halarose(one, one.instruction), "", "", ""],
        is_update=True,
    ),
    Form("democracy-counts-full", COUNTS, counts),
    Form(
        "democracy-counts-update",
        f"ChangeTypeID,{COUNTS}",
        lambda one: [CHANGE_TYPES[one.instruction], *counts(one)],
        is_update=True,
    ),
    Form("idox-full", "", idox, "\t"),
    Form(
        "idox-update",
        "",
        lambda one: [*idox(one)[:2], SIGNS[one.instruction], *idox(one)[2:]],
        "\t",
        is_update=True,
    ),
    Form("ttw-full", GREEN, green),
)


def made(
    form: Form, electors: int, seed: int, encoding: str = "utf-8"
) -> tuple[bytes, list[Truth]]:
    """Write a file of a layout, and what it says."""
    chance = Random(seed)  # noqa: S311  invented people
    text = io.StringIO()
    writer = csv.writer(text, delimiter=form.delimiter, lineterminator="\r\n")
    headings = form.headings.split(",") if form.headings else []
    truths = []
    if headings:
        writer.writerow(["City of Sampleminster"])
        writer.writerow([])
        writer.writerow(headings)
    for number in range(1, electors + 1):
        truth, cells = somebody(chance, form, number)
        truths.append(truth)
        writer.writerow(form.cells(cells))
        if headings and chance.random() < 0.02:
            writer.writerow(chance.choice((headings, [], ["", ""])))
    if headings:
        writer.writerow(["Total", str(electors)])
    return text.getvalue().encode(encoding, "replace"), truths


def somebody(chance: Random, form: Form, number: int) -> tuple[Truth, Cells]:
    """Invent one elector, and write them as councils do."""
    code = CODES[number * len(CODES) // 100_003 if number > 3000 else number % len(CODES)]
    suffix = str(chance.randrange(1, 4)) if chance.random() < 0.05 else ""
    surname, forenames = chance.choice(SURNAMES), chance.choice(FORENAMES)
    is_anonymous = chance.random() < 0.01 and not form.is_update
    home = None if is_anonymous or chance.random() < 0.01 else a_home(chance, code)
    instruction = chance.choice("AMD") if form.is_update else ""
    roll = f"{code}-{number}" + (f"/{suffix}" if suffix else "")
    truth = Truth(roll, surname, forenames, home, instruction, is_anonymous)
    if is_anonymous:
        return truth._replace(surname="", forenames=""), Cells(
            code, str(number), suffix, "N", "", "", [], "", instruction
        )
    address = spelt(chance, home) if home else ["Other Electors"]
    told = f"(z) {surname}" if chance.random() < 0.1 else surname
    told, forenames = (
        name.replace(" ", NBSP) if chance.random() < 0.1 else name for name in (told, forenames)
    )
    postcode = home.postcode if home else ""
    markers = chance.choice(("", "", "G", "F"))
    shown = code.lower() if chance.random() < 0.05 else code
    return truth, Cells(
        shown, str(number), suffix, markers, told, forenames, address, postcode, instruction
    )


def a_home(chance: Random, code: str) -> Home:
    """Choose one of the doors of a district."""
    street = chance.choice(STREETS)
    low = chance.randrange(1, 40)
    number = f"{low}-{low + 1}" if low < 4 else f"{low}{chance.choice(('', '', 'A'))}"
    flat = chance.choice((0, 0, 1, 2))
    return Home(code, street, number, flat, f"SW1V {STREETS.index(street)}AB")


def spelt(chance: Random, home: Home) -> list[str]:
    """Write an address in one of the ways that councils do."""
    alone = home.number
    if "-" in alone and chance.random() < 0.5:
        low, high = alone.split("-")
        alone = f"0{low}-{('Jan', 'Feb', 'Mar', 'Apr')[int(high) - 1]}"  # a spreadsheet's date
    ways = [[f"{home.number} {home.street}"], [alone, home.street]]
    lines = list(chance.choice(ways))
    if home.flat:
        flat = f"Flat {home.flat}"
        one_line = [f"{flat}, {home.number} {home.street}"]
        lines = chance.choice(([flat, *lines], one_line))
    lines += chance.choice(([], ["London"], ["London", home.postcode], [home.postcode]))
    if chance.random() < 0.2:
        lines = [line.upper() if "-" not in line or line[0].isalpha() else line for line in lines]
    return [line.replace(" ", NBSP) if chance.random() < 0.05 else line for line in lines]
