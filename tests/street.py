"""Lupus Street, evens: doors as a volunteer meets them. All people are invented."""

from sqlalchemy.orm import Session

from canvass.store.places import Household, Ward
from tests.make import make_district, make_door, make_elector, make_street

DOORS: list[tuple[str, str, str, list[str]]] = [
    ("42", "", "", ["Petronella Vance"]),
    ("44", "", "", ["Iestyn Pugh", "Rosa Pugh"]),
    ("46", "", "", ["Agnes Moor (no calls)"]),
    ("48", "", "", ["Kwabena Asante-Hill"]),
    ("Flat 3", "50", "Dog behind", ["Adaeze Okonjo", "Tobias Okonjo", "Marguerite Okonjo"]),
    ("Flat 4", "50", "", ["Henrik Solberg"]),
    ("56", "", "", ["Yusuf Aydın", "Leyla Aydın", "Cem Aydın"]),
    ("58", "", "", ["Bernadette Quill"]),
    ("60", "", "", ["Ffion Llewelyn", "Jo Marsh (no calls)"]),
    ("60A", "", "", ["Rajiv Banerjee-Stone"]),
    ("62", "", "", ["Clementine Oduya"]),
]


def fill_street(
    session: Session, ward: Ward, more: int = 0, district: str = "CH1"
) -> list[Household]:
    """Fill a street of the ward, and `more` doors after number 100."""
    street = make_street(session, make_district(session, ward, district), "Lupus Street")
    later = [(str(100 + 2 * place), "", "", [f"Elector {place}"]) for place in range(more)]
    doors = []
    number = 0
    for place, (label, building, note, names) in enumerate([*DOORS, *later]):
        order = f"{place:06}"
        door = make_door(
            session, street, label, building=building, access_note=note, door_order=order
        )
        doors.append(door)
        for name in names:
            number += 1
            make_elector(
                session,
                door,
                name=name.removesuffix(" (no calls)"),
                roll_number=str(number),
                do_not_contact=name.endswith("(no calls)"),
            )
    return doors
