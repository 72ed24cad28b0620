"""A ward on polling day: promises behind doors of two streets, and browsers that work on it."""

import io
import re
from collections.abc import Iterable

from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy.orm import Session

from canvass.store.places import Ward
from canvass.store.register import Elector
from tests.make import make_district, make_door, make_elector, make_street, make_ward

DAY = "/c/westminster/polling-day"
ROOM = "/c/westminster/telling/"


def fill_ward(session: Session, doors: int = 6, name: str = "Churchill", code: str = "CH1") -> Ward:
    """Fill a ward: numbers from 1 up, one promise a door, every third a likely one."""
    ward = make_ward(session, name)
    district = make_district(session, ward, code)
    streets = [
        make_street(session, district, street, sequence)
        for sequence, street in enumerate(("Lupus Street", "Claverton Street"))
    ]
    for place in range(doors):
        door = make_door(session, streets[place * 2 // doors], str(2 * place + 2))
        make_elector(
            session,
            door,
            roll_number=str(place + 1),
            name=f"Elector {place + 1:03}",
            is_promise=True,
            strength=2 if place % 3 == 2 else 1,
        )
    session.commit()
    return ward


def elector(session: Session, number: int | str) -> Elector:
    """Find the elector with a number, as the database has it now."""
    session.rollback()  # what others wrote since is seen only from a new transaction
    return session.query(Elector).filter_by(roll_number=str(number)).one()


def start_round(browser: FlaskClient, ward: Ward, **form: object) -> str:
    """Start a round and give the address of its page."""
    reply = browser.post(
        f"{DAY}/rounds/",
        data={"area": f"ward:{ward.id}", "kind": "knockup", "hold_out": "0", **form},
    )
    assert reply.status_code == 302, reply.text
    return str(reply.headers["Location"])


def codes_on(page: str) -> list[str]:
    """Give the codes of the sheets a page names, in its order."""
    return list(dict.fromkeys(re.findall(r"polling-day/sheets/([0-9A-Z]{5})\"", page)))


def pdf_text(data: bytes) -> str:
    """Give the words of a PDF, page after page."""
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages)


def tell(browser: FlaskClient, numbers: Iterable[int | str], district: str = "CH1") -> None:
    """Mark numbers in the committee room."""
    typed = ", ".join(map(str, numbers))
    reply = browser.post(ROOM, data={"district": district, "number": typed})
    assert reply.status_code == 302, reply.text
