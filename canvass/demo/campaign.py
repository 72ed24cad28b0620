"""The demonstration campaign itself: who works in it, its wards, and the council's files."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from canvass.core.access import DOUBLE, Member, Role
from canvass.core.demo import DEMO_ACCOUNTS, DEMO_PASSWORD, DEMO_SLUG
from canvass.core.places import read_places
from canvass.demo.council_files import absent_file, places_file, register_file
from canvass.demo.electors import ward_register
from canvass.demo.outlines import take_outlines, take_postcodes
from canvass.demo.streets import WARDS
from canvass.store.absentees import import_absent
from canvass.store.accounts import Campaign, User, add_campaign, add_member
from canvass.store.assign import take_places
from canvass.store.intake import import_register
from canvass.store.issues import add_starting_issues, issues_in_use
from canvass.store.places import CommitteeRoom, ward_called
from canvass.store.rooms import set_up_room
from canvass.store.saved_views import SavedView

LONDON = ZoneInfo("Europe/London")
POLLING_DAY = date(2018, 5, 3)
PHONE = "020 7946 0123"
"""Kept free for drama. Source: Ofcom, "Telephone numbers for use in TV and radio drama"."""

REGISTER_CAME_AT = datetime(2018, 4, 9, 10, 30, tzinfo=LONDON)
ABSENT_CAME_AT = datetime(2018, 4, 26, 9, 15, tzinfo=LONDON)

EVERYWHERE = Member(UUID(int=0), Role.ORGANISER)
"""Nobody in particular, who sees every ward."""

ORGANISER = next(one.email for one in DEMO_ACCOUNTS if one.role == Role.ORGANISER)
READERS = [one.email for one in DEMO_ACCOUNTS if one.role in DOUBLE]
VOLUNTEER = next(one.email for one in DEMO_ACCOUNTS if one.role == Role.VOLUNTEER)
OTHER_VOLUNTEERS = (
    "Adaeze Ogunbanwo",
    "Barnaby Tolliver",
    "Chiara Dellaquercia",
    "Delroy Hinkson-Bay",
    "Elspeth Marchbanks",
    "Fergus Applegarth",
    "Geeta Deshpandewar",
    "Harriet Ellerslie",
    "Idris Boutrosian",
    "Joon-Ho Leunghall",
    "Kavita Sandhawalia",
    "Leonard Birtwhistle",
    "Miriam Silvermintz",
)
THEMES = {
    "housing": "Homes",
    "homelessness": "Homes",
    "estate_offices": "Homes",
    "oxford_street": "Planning",
    "developers": "Planning",
}
"""Issues that count together in the picture of the wards."""

NO_PASSWORD = "none"  # noqa: S105  nobody can sign in with it: no hash looks like this


def found_campaign(session: Session, hash_password: Callable[[str], str]) -> Campaign:
    """Add the campaign, the issues to start from, and everybody who works in it."""
    campaign = Campaign(
        slug=DEMO_SLUG, name="Westminster 2018", polling_day=POLLING_DAY, phone=PHONE
    )
    add_campaign(session, campaign)
    add_starting_issues(session)
    session.flush()
    for issue in issues_in_use(session):
        issue.theme = THEMES.get(issue.code, "")
    password_hash = hash_password(DEMO_PASSWORD)
    for account in DEMO_ACCOUNTS:
        user = User(email=account.email, name=account.name, password_hash=password_hash)
        session.add(user)
        add_member(session, user, account.role)
    for name in OTHER_VOLUNTEERS:
        user = User(email=address_of(name), name=name, password_hash=NO_PASSWORD)
        session.add(user)
        add_member(session, user, Role.VOLUNTEER)
    session.flush()
    return campaign


def address_of(name: str) -> str:
    """Give an invented volunteer an e-mail address that reaches nobody."""
    return f"{name.split(maxsplit=1)[0].casefold()}@demo.example"


def take_wards(session: Session) -> None:
    """Take places file and outlines in, and set a committee room up in each ward."""
    take_places(session, read_places(places_file(WARDS)))
    take_outlines(session, REGISTER_CAME_AT)
    for number, ward in enumerate(WARDS, 124):
        codes = [district.code for district in ward.districts]
        room = CommitteeRoom(name=f"{ward.name} room", phone=f"020 7946 0{number}")
        set_up_room(session, room, codes)
    save_views(session)


def save_views(session: Session) -> None:
    """Save the views that the agent and the organiser look at most."""
    churchill = ward_called(session, EVERYWHERE, "Churchill")
    for user in session.scalars(select(User).where(User.email.in_(READERS))):
        street = SavedView(user_id=user.id, name="Oxford Street, fortnight", issue="oxford_street")
        homes = SavedView(user_id=user.id, name="Homes since the start", issue="theme:Homes")
        week = SavedView(user_id=user.id, name="Churchill this week", ward_id=churchill.id)
        street.last_days, week.last_days = 14, 7
        session.add_all([street, homes, week])


def take_files(session: Session, seed: int, scale: float, tell: Callable[[int, int], None]) -> None:
    """Take the council's files in: a register for each ward, then the absent voters of all."""
    registers = [(ward, ward_register(ward, seed, scale)) for ward in WARDS]
    files: Sequence[tuple[str, bytes]] = [register_file(*one) for one in registers]
    for done, (name, body) in enumerate(files):
        tell(done, len(files) + 1)
        import_register(session, io.BytesIO(body), name, now=REGISTER_CAME_AT)
        session.commit()
    tell(len(files), len(files) + 1)
    take_postcodes(session)
    name, body = absent_file(registers, seed)
    import_absent(session, io.BytesIO(body), name, now=ABSENT_CAME_AT)
    session.commit()
    tell(len(files) + 1, len(files) + 1)
