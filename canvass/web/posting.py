"""Links and codes by e-mail, where a mail server is set: invitations, and ways back in.

No code is kept: one that was asked for is made when it is handed in, so a broken line costs a code.
What was asked for without a sign-in holds no link, since whoever asks chooses the site's name.
"""

import re
from datetime import timedelta

from flask import current_app
from sqlalchemy.orm import Session

from canvass.core.audit import Deed
from canvass.core.errors import CanvassError
from canvass.db import db
from canvass.mail import Letter, MailUnsureError, PostOffice, send
from canvass.store.base import new_id
from canvass.store.ways_back import AN_HOUR, BackAsked, asked_now, mailed
from canvass.web.accounts import note_everywhere
from canvass.web.clock import now

ADDRESS = re.compile(r"[^@\s,;:<>()\"]+@[^@\s,;:<>()\"]+")
LATER = timedelta(minutes=1)

INVITED = """\
You are invited to work on the campaign “{campaign}”.

Open this link within three days and choose a password:

{url}

It works once, and only with the address to which this mail was sent.
If you do not know what this is about, do nothing.
"""
BACK = """\
Somebody who looks after the campaign “{campaign}” made you a way back in.

Open this link within 24 hours and choose a new password:

{url}

It works once, and only with the address to which this mail was sent.
If you did not ask them for it, tell them, and do nothing else.
"""
ASKED = """\
Somebody, probably you, said that the password of this address is forgotten.

Your code, good for one hour and once:

{code}

Open the page on which you sign in, choose “Forgotten your password?” and then “I have a code”.
If it was not you, do nothing: your password is as it was.
"""


def post_link(to: str, text: str, campaign: str, url: str) -> str:
    """Send somebody a link, and say in a sentence what became of it. The caller has committed."""
    office: PostOffice | None = current_app.config["CANVASS_POST_OFFICE"]
    if office is None:
        return ""
    subject = f"{campaign}: {'an invitation' if text == INVITED else 'your way back in'}"
    try:
        post(office, to, subject, text.format(campaign=campaign, url=url))
    except MailUnsureError:
        return "Nobody knows whether it was sent: the line broke. Hand it on yourself."
    except CanvassError as failure:
        return f"It was not sent: {failure} Hand it on yourself."
    return f"It is sent to {to} too."


def post(office: PostOffice, to: str, subject: str, text: str) -> None:
    """Hand one mail in, if its address is one.

    Raises:
        CanvassError: it was not taken, or nobody knows.
    """
    if not ADDRESS.fullmatch(to):
        raise CanvassError("That is no e-mail address.")
    send(office, Letter(new_id().hex, to, subject, text))


def answer_asked() -> int:
    """Send the ways back that were asked for by e-mail; count them. The worker does this."""
    office: PostOffice | None = current_app.config["CANVASS_POST_OFFICE"]
    session, count = db.session(), 0
    for one in asked_now(session, now()) if office else ():
        count += answer_one(session, office, one) if office else 0
    session.rollback()
    return count


def answer_one(session: Session, office: PostOffice, asked: BackAsked) -> int:
    """Answer one, or leave it for the next time while it is young; tell whether it was sent."""
    made = mailed(session, asked, now())
    asked.next_at = now() + LATER
    is_old = asked.asked_at < now() - AN_HOUR
    if made is None or is_old:
        session.delete(asked)
        session.commit()
        return 0
    user, code = made
    note_everywhere(user, Deed.BACK_MAILED)
    session.commit()
    try:
        post(office, str(user.email), "Canvass: your code", ASKED.format(code=code))
    except MailUnsureError:
        pass
    except CanvassError:
        return 0
    session.delete(asked)
    session.commit()
    return 1
