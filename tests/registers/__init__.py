"""Council files of the shapes that are sent. All people, flats and postcodes are invented."""

import io
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import delete
from sqlalchemy.orm import Session

from canvass.store.befores import ElectorBefore, HouseholdBefore
from canvass.store.contacts import Contact
from canvass.store.intake import Intake, import_register
from canvass.store.pairing import DoubtfulPair
from canvass.store.places import Household, PollingDistrict, Street
from canvass.store.register import Elector, RegisterFile

REGISTER_TABLES = (
    DoubtfulPair,
    Contact,
    ElectorBefore,
    HouseholdBefore,
    Elector,
    Household,
    Street,
    PollingDistrict,
    RegisterFile,
)
FOLDER = Path(__file__).parent
CAME_AT = datetime(2018, 4, 9, 10, 30, tzinfo=UTC)

XPRESS_HEAD = (FOLDER / "xpress_full.csv").read_bytes().split(b"\r\n")[0].decode()


def forget_registers(session: Session) -> None:
    """Empty the tables that registers fill, between two examples of one test."""
    for table in REGISTER_TABLES:
        session.execute(delete(table), execution_options={"synchronize_session": False})
    session.expunge_all()


def council_file(name: str) -> io.BytesIO:
    """Open one of the files as an upload would be."""
    return io.BytesIO((FOLDER / name).read_bytes())


def take_in(session: Session, name: str) -> Intake:
    """Take one of the full registers in."""
    return import_register(session, council_file(name), name, now=CAME_AT, confirm=True)


def xpress(*rows: str) -> io.BytesIO:
    """Write an Xpress register of `district,number,suffix,markers,DOB,surname,forename,…` rows."""
    return io.BytesIO("\r\n".join([XPRESS_HEAD, *rows, ""]).encode())


def person(number: int, surname: str = "", house: int = 0, district: str = "CH1") -> str:
    """Write one row: somebody in a house of Gatliff Road."""
    name = surname or f"Surname{number}"
    address = f"{house or number} Gatliff Road,London,,,,"
    return f"{district},{number},0,,,{name},Ada,SW1V 0AG,{address}"


CHANGES_HEAD = (
    "ChangeTypeID,PDCode,RollNo,ElectorTitle,ElectorSurname,ElectorForename,ElectorMiddleName,DOB,"
    "FranchiseMarker,RegisteredAddress1,RegisteredAddress2,PostCode"
)


def changes(*rows: str) -> io.BytesIO:
    """Write a Democracy Counts update of rows as `change` writes them."""
    return io.BytesIO("\r\n".join([CHANGES_HEAD, *rows, ""]).encode())


def change(what: str, number: int, surname: str = "", house: int = 0, forename: str = "Ada") -> str:
    """Write one row: N for new, M for amended, D for deleted; by default of `person(number)`."""
    name = f"{surname or f'Surname{number}'},{forename}"
    return f"{what},CH1,{number},,{name},,,,{house or number} Gatliff Road,London,SW1V 0AG"


def marked(*rows: str, head: str = "PD,ENO,Suffix,Marked", end: str = "\r\n") -> io.BytesIO:
    """Write a marked register of `district,number,suffix,mark` rows: v, x, 0 or nothing."""
    return io.BytesIO(("\r\n".join([head, *rows]) + end).encode())
