"""The registers of the demonstration wards as councils' suppliers write them, with their traps."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from random import Random

from canvass.core.franchise import ADULT, anniversary
from canvass.core.places import COLUMNS
from canvass.demo.electors import Home, RegisterEntry
from canvass.demo.people import Person
from canvass.demo.streets import SEATS, DistrictPlan, WardPlan

NBSP = "\xa0"
NOBODY = Person("", "", "", "", is_european=False)
NOWHERE = Home((), "", "")

XPRESS = (
    "Elector Number Prefix,Elector Number,Elector Number Suffix,Elector Markers,Elector DOB,"
    "Elector Surname,Elector Forename,PostCode,Address1,Address2,Address3,Address4,Address5,"
    "Address6"
)
HALAROSE = (
    "PD,ENO,Status,Title,First Names,Initials,Surname,Suffix,Date Of Attainment,Franchise Flag,"
    "Address 1,Address 2,Address 3,Address 4,Address 5,Address 6,Address 7,Address 8,Address 9,"
    "Postcode,UPRN"
)
ABSENT = (
    "Authority_Name,Area_Name,PD_Letters,Alternate_PD,Published_ENo,Supplementary,Forename,"
    "Initials,Surname,Proxy_Name,Send_Address_1,Send_Address_2,Send_Address_3,Send_Address_4,"
    "Send_Address_5,Send_Postcode,Qualifying_Address_1,Qualifying_Address_2,Qualifying_Address_3,"
    "Qualifying_Address_4,Qualifying_Address_5,Qualifying_Address_6,Qualifying_Address_7,"
    "Qualifying_Address_8,Qualifying_Address_9,Absent_Status,Overseas_Address,Away_Address,"
    "Election_Date,Election_Title_1,Election_Title_2"
)

XPRESS_REFUSED, HALAROSE_REFUSED = 4, 3
"""How many lines of each file are there for the importer to refuse."""

AUTHORITY = "City of Westminster"
POSTAL = 0.12
PROXIES = 0.01


def places_file(wards: Iterable[WardPlan]) -> bytes:
    """Write the places file: wards, polling districts and stations."""
    rows = [
        (ward.code, ward.name, "", str(SEATS), one.code, one.station, station_address(ward, one))
        for ward in wards
        for one in ward.districts
    ]
    return table([COLUMNS, *rows], ",").encode()


def station_address(ward: WardPlan, district: DistrictPlan) -> str:
    """Write where a station stands."""
    return f"{district.address}, {ward.outcode}"


def register_file(ward: WardPlan, register: Sequence[RegisterEntry]) -> tuple[str, bytes]:
    """Write a ward's register in the layout its office uses; give the file's name too."""
    name = ward.name.casefold().replace(" ", "-")
    if ward.outcode in ("W1U", "W1D"):
        return f"{name}.tsv", halarose(register)
    return f"{name}.csv", xpress(register)


def xpress(register: Sequence[RegisterEntry]) -> bytes:
    """Write an Xpress full register: CP1252, commas, the postcode again among the address."""
    first = register[0]
    rows = [xpress_row(one) for one in register]
    again = [*rows[0][:5], "Doublet", "Dorothea", *rows[0][7:]]
    no_such_day = [first.district, "7001", "0", "", "31/02/2000", "Leapling", "Una", *rows[0][7:]]
    nameless = [first.district, "7002", "0", "", "", "", "", *rows[0][7:]]
    total = [f"Total: {len(rows)} electors"]
    refused = [again, no_such_day, nameless, total]
    return table([XPRESS.split(","), *rows, *refused], ",").encode("cp1252")


def xpress_row(one: RegisterEntry) -> list[str]:
    """Write one elector of an Xpress register."""
    person, home = one.person or NOBODY, one.home or NOWHERE
    born = f"{one.born_on:%d/%m/%Y}" if one.born_on else ""
    forenames = f"{person.forenames} {person.initials}".strip()
    lines = [*home.lines, "London", home.postcode] if home.lines else []
    if one.number % 97 == 0 and lines:
        lines[0] = lines[0].replace(" ", NBSP, 1)
    code = home.postcode.replace(" ", "").lower() if one.number % 89 == 0 else home.postcode
    roll = [one.district, str(one.number), str(one.suffix), one.markers, born]
    return [*roll, person.surname, forenames, code, *filled(lines, 6)]


def halarose(register: Sequence[RegisterEntry]) -> bytes:
    """Write a Halarose “pp50”: tabs, capitals, a preamble, headings again for each district."""
    rows: list[Sequence[str]] = [
        [f"{AUTHORITY} - Register of Electors"],
        ["Date Published: 01/12/2017"],
        [],
    ]
    for _, district in groupby(register, key=lambda one: one.district):
        rows += [HALAROSE.split(","), *map(halarose_row, district), []]
    first = halarose_row(register[0])
    rows.append([*first[:4], "DOROTHEA", "", "DOUBLET", *first[7:]])
    rows.append([first[0], "7001", "", "Ms", "UNA", "", "LEAPLING", "", "31/02/2018", *first[9:]])
    rows.append([f"End of register: {len(register)} electors"])
    return table(rows, "\t").encode()


def halarose_row(one: RegisterEntry) -> list[str]:
    """Write one elector of a Halarose register."""
    person, home = one.person or NOBODY, one.home or NOWHERE
    adult = f"{anniversary(one.born_on, ADULT):%d/%m/%Y}" if one.born_on else ""
    number = f"{one.number}/{one.suffix}" if one.suffix else str(one.number)
    opted_out = "(z) " if one.number % 3 == 0 and person.surname else ""
    lines = [line.upper() for line in home.lines]
    lines = [*lines, "LONDON", home.postcode] if lines else ["OTHER ELECTORS"] * bool(one.person)
    name = [person.forenames.upper(), person.initials, opted_out + person.surname.upper(), ""]
    roll = [one.district, number, "", person.title, *name, adult, one.markers]
    return [*roll, *filled(lines, 9), home.postcode, home.uprn]


def absent_file(
    wards: Iterable[tuple[WardPlan, Sequence[RegisterEntry]]], seed: int
) -> tuple[str, bytes]:
    """Write the absent voters list of all wards: about one elector in eight votes by post."""
    rows: list[Sequence[str]] = [["Absent Voters List - Final - 25/04/2018"], ABSENT.split(",")]
    for ward, register in wards:
        random = Random(f"{seed}/absent/{ward.name}")  # noqa: S311  nobody's secret
        rows += [absent_row(ward, one, how) for one, how in absentees(register, random)]
    return "absent-voters.csv", table(rows, ",").encode("cp1252")


def absentees(
    register: Sequence[RegisterEntry], random: Random
) -> Iterator[tuple[RegisterEntry, str]]:
    """Choose who votes by post or by proxy, whole households more than half of the time."""
    homes = groupby(register, key=lambda one: one.home or one.roll_number)
    for _, household in homes:
        by_post = random.random() < POSTAL
        for one in household:
            if by_post and random.random() < 0.9:  # noqa: PLR2004
                yield one, "Postal"
            elif not by_post and random.random() < PROXIES:
                yield one, random.choice(("Proxy", "Postal Proxy", "Postal"))


def absent_row(ward: WardPlan, one: RegisterEntry, how: str) -> list[str]:
    """Write one elector of an absent voters list; of the anonymous it has the number alone."""
    person, home = one.person or NOBODY, one.home or NOWHERE
    lines = [*home.lines, "London", home.postcode] if home.lines else []
    proxy = f"Perpetua {person.surname}" if "Proxy" in how else ""
    suffix = str(one.suffix) if one.suffix else ""
    roll = [AUTHORITY, ward.name, one.district, "", str(one.number), suffix]
    name = [person.forenames, person.initials, person.surname, proxy]
    sent = [*filled(lines[:-1], 5), home.postcode]
    poll = ["03/05/2018", "City Council Election", f"{ward.name} Ward"]
    return [*roll, *name, *sent, *filled(lines, 9), how, "N", "N", *poll]


def filled(cells: Sequence[str], width: int) -> list[str]:
    """Fill a row's cells up with empty ones."""
    return [*cells, *[""] * (width - len(cells))]


def table(rows: Iterable[Sequence[str]], delimiter: str) -> str:
    """Write rows the way Windows programs do."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return out.getvalue()
