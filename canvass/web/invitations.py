"""Invitations: made by organisers and agents, opened by whoever holds the link."""

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField, EmailField, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import InputRequired, Length

from canvass.core.access import INVITES, RETURNS, Permission, Role
from canvass.core.audit import Deed
from canvass.db import db
from canvass.store.accounts import people, user_called
from canvass.store.invitations import (
    INVITED_FOR,
    BadInvitationError,
    Invited,
    accept,
    invitation_for,
    invite,
)
from canvass.store.ways_back import waiting_for
from canvass.web.access import campaign, member, needs, viewer
from canvass.web.accounts import NewPasswordForm, checked_user, let_in
from canvass.web.clock import now
from canvass.web.forms import PageForm
from canvass.web.noting import note, note_for
from canvass.web.passwords import hash_password
from canvass.web.posting import INVITED, post_link

bp = Blueprint("invitations", __name__)

WRONG = "You have an account here already: give its own password, in both fields."


class InviteForm(PageForm):
    """Whom to invite, and as what."""

    name = StringField("Name", [InputRequired("Whom do you invite?"), Length(max=120)])
    email = EmailField(
        "Their e-mail address", [InputRequired("At which address?"), Length(max=254)]
    )
    role = SelectField("As", validate_choice=True)
    send = BooleanField("Send them the link by e-mail too")


class AcceptForm(NewPasswordForm):
    """The address that was invited, and a password."""

    email = EmailField(
        "Your e-mail address",
        [InputRequired("Enter the address at which you were invited."), Length(max=254)],
        render_kw={"autocomplete": "username"},
    )


@bp.get("/c/<slug>/people/")
@needs(Permission.PERSON_INVITE)
def people_here() -> str:
    """Show who has an account in this campaign, and invite somebody."""
    return page(invite_form())


@bp.post("/c/<slug>/people/")
@needs(Permission.PERSON_INVITE)
def make() -> ResponseReturnValue:
    """Make an invitation and show its link, once; whoever made it hands it on."""
    form = invite_form()
    if not form.sent():
        return page(form), 400
    role = Role(form.role.data)
    invited = Invited(str(form.email.data), str(form.name.data), role)
    code = invite(db.session(), invited, viewer().id, now())
    note(Deed.INVITED, words=f"as {role}")
    db.session.commit()
    url = url_for("invitations.open_link", code=code, _external=True)
    until = now() + INVITED_FOR
    sent = post_link(invited.email, INVITED, campaign().name, url) if form.send.data else ""
    return render_template(
        "invitations/made.html", invited=invited, url=url, until=until, sent=sent
    )


@bp.get("/invited/<code>")
@needs(None)
def open_link(code: str) -> str:
    """Show the page that a link leads to: the same for every code, so that it tells nothing."""
    return render_template("invitations/accept.html", form=AcceptForm(), code=code)


@bp.post("/invited/<code>")
@needs(None)
def take(code: str) -> ResponseReturnValue:
    """Let somebody in by an invitation: with a password of their own, or the one they have."""
    form = AcceptForm()
    if form.sent():
        try:
            return accepted(code, str(form.email.data), str(form.new.data))
        except BadInvitationError as refusal:
            db.session.rollback()
            form.email.errors = [str(refusal)]
    return render_template("invitations/accept.html", form=form, code=code), 400


def accepted(code: str, email: str, password: str) -> ResponseReturnValue:
    """Take an invitation up and sign its owner in.

    Raises:
        BadInvitationError: it cannot be used, or the account that is there has another password.
    """
    session = db.session()
    invitation_for(session, code, email, now())
    has_account = user_called(session, email) is not None
    session.rollback()  # nobody else waits for argon2
    if has_account and checked_user(email, password) is None:
        raise BadInvitationError(WRONG)
    password_hash = "" if has_account else hash_password(password)
    user = accept(session, invitation_for(session, code, email, now()), password_hash, now())
    session.flush()
    note_for(user.id, Deed.ROLE_ACCEPTED)
    return let_in(user, "")


def invite_form() -> InviteForm:
    """Make the form, with the roles that this person may give."""
    form = InviteForm()
    roles = sorted(INVITES.get(member().role, frozenset()), reverse=True)  # volunteers first
    form.role.choices = [SelectChoice(one.value, one.value) for one in roles]
    return form


def page(form: InviteForm) -> str:
    """Draw the page of people."""
    return render_template(
        "invitations/people.html",
        form=form,
        rows=people(db.session()),
        election=campaign(),
        returns=RETURNS.get(member().role, frozenset()),
        to_approve=len(waiting_for(db.session(), viewer().id, now())),
        can_send=current_app.config["CANVASS_POST_OFFICE"] is not None,
    )
