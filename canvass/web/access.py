"""Permissions at the door: each view says what it needs, and silence means nobody."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

from flask import Flask, Response, abort, current_app, g, redirect, request, url_for
from flask_login import LoginManager, current_user
from werkzeug.wrappers import Response as AnyResponse

from canvass.core.access import DOUBLE, Member, Permission
from canvass.core.errors import NotFoundError
from canvass.db import SAFE_METHODS, db, reading
from canvass.store.accounts import (
    Campaign,
    User,
    campaign_called,
    member_for,
    sign_in_of,
)
from canvass.store.glass import with_glass
from canvass.web.clock import now

View = TypeVar("View", bound=Callable[..., object])

NEEDS: dict[Callable[..., object], Permission | None] = {}
DEVICE = "Canvass-Device"
SAME_SITE = frozenset({"same-origin", "none"})
FROM_ANYWHERE = frozenset({"mails.stop"})
"""What the address alone gives the right to, whoever sends it: mail programs stop mails so."""


class SignedIn:
    """A user as Flask-Login wants to see one. Its id is the sign-in's token, not the user's id.

    So a sign-in that was ended on the server is over in the browser too.
    """

    is_authenticated = True
    is_active = True
    is_anonymous = False

    def __init__(
        self, user: User, token: str, device: UUID | None = None, *, is_double: bool = False
    ) -> None:
        self.user = user
        self.token = token
        self.device = device
        self.is_double = is_double

    def get_id(self) -> str:
        """Give what is kept in the session cookie."""
        return self.token


def load_signed_in(token: str) -> SignedIn | None:
    """Find whose sign-in the cookie names."""
    session = db.session()
    found = sign_in_of(session, token, now())
    if found is None:
        return None
    user = session.get_one(User, found.user_id)
    return SignedIn(user, token, found.device, is_double=found.is_double)


def needs(permission: Permission | None) -> Callable[[View], View]:
    """Say which permission a view needs; `None` opens it to people not signed in."""

    def mark(view: View) -> View:
        NEEDS[view] = permission
        return view

    return mark


def check_origin() -> None:
    """Refuse a change asked for by another site.

    Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`; no page can
    forge either. Unlike a form token this works on a phone that was offline longer than a token
    lasts, and no page needs to carry one.
    """
    if request.method in SAFE_METHODS or request.endpoint in FROM_ANYWHERE:
        return
    site = request.headers.get("Sec-Fetch-Site")
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    if site not in SAME_SITE if site else origin != request.host:
        abort(403)


def check_access() -> AnyResponse | None:
    """Let the request through only if its view is open or its permission is granted.

    Runs before every request. A view that says nothing is refused to everybody, and a campaign that
    the user does not belong to is not there.
    """
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    if view not in NEEDS:
        abort(403)
    permission = NEEDS[view]
    if permission is None:
        return None
    if request.method in SAFE_METHODS:
        return check_member(permission)
    with reading():
        return check_member(permission)


def check_member(permission: Permission) -> AnyResponse | None:
    """Find who is signed in and what they are in the campaign; refuse what they may not."""
    if not current_user.is_authenticated:
        return ask_to_sign_in()
    check_device(current_user.device)
    enter_campaign(g.slug)
    if not member().may(permission):
        abort(403)
    return ask_for_factor()


def ask_for_factor() -> AnyResponse | None:
    """Send an organiser or agent who signed in without a second factor to set one up.

    Only where the campaign asks for it.
    """
    if current_user.is_double or not campaign().asks_second_factor or member().role not in DOUBLE:
        return None
    if request.method in SAFE_METHODS and request.accept_mimetypes.accept_html:
        return redirect(url_for("factors.factor"))
    return Response("Set up a second factor first.", 403, mimetype="text/plain")


def check_device(device: UUID | None) -> None:
    """Refuse a sign-in that was carried away from the phone it is bound to.

    On another phone it neither changes anything nor reads data; the pages themselves hold none.
    """
    is_told = request.headers.get(DEVICE) == str(device)
    is_page = request.method in SAFE_METHODS and not request.path.endswith(".json")
    if device is not None and not is_page and not is_told:
        abort(403)


def ask_to_sign_in() -> AnyResponse:
    """Send a page to the sign-in form; tell a phone in a status that it must sign in."""
    if request.method in SAFE_METHODS and request.accept_mimetypes.accept_html:
        return redirect(url_for("accounts.sign_in", after=request.full_path.rstrip("?")))
    return Response("Sign in again.", 401, mimetype="text/plain")


def enter_campaign(slug: str) -> None:
    """Open the session for the campaign in the URL.

    Raises:
        NotFoundError: there is none, or the user is no member of it: the same answer.
    """
    session = db.session()
    campaign_found = campaign_called(session, slug)
    membership = member_for(session, current_user.user)
    if membership is None:
        raise NotFoundError(f"There is no campaign “{slug}”.")
    g.campaign, g.member = campaign_found, with_glass(session, membership, now())


def viewer() -> User:
    """Give the signed-in user; only for views behind `needs`."""
    user = current_user.user
    assert isinstance(user, User)
    return user


def member() -> Member:
    """Give what the signed-in user is in this campaign; only for views behind `needs`."""
    found = g.member
    assert isinstance(found, Member)
    return found


def campaign() -> Campaign:
    """Give the campaign in the URL; only for views behind `needs`."""
    found = g.campaign
    assert isinstance(found, Campaign)
    return found


def campaign_slug() -> str:
    """Give the campaign's slug in the URL, whether or not there is such a campaign."""
    return str(g.slug)


def note_campaign(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Take the campaign's slug out of the URL, so that no view has to."""
    g.slug = values.pop("slug", None) if values else None


def add_campaign_to_url(endpoint: str, values: dict[str, Any]) -> None:
    """Put the campaign's slug into every URL that wants one."""
    if g.get("slug") and current_app.url_map.is_endpoint_expecting(endpoint, "slug"):
        values.setdefault("slug", g.slug)


def init_access(app: Flask) -> None:
    """Tell Flask and Flask-Login how to find who is signed in, and where."""
    manager = LoginManager()
    manager.init_app(app, add_context_processor=False)  # it would ask who is there on every page
    app.url_value_preprocessor(note_campaign)
    app.url_defaults(add_campaign_to_url)
    app.before_request(check_origin)
    app.before_request(check_access)
    manager.user_loader(load_signed_in)
    manager.session_protection = None
