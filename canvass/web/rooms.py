"""Committee rooms: where the day is run from, with their districts, telephones and packs."""

import io
import zipfile
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from canvass.core.access import Permission
from canvass.core.audit import Deed
from canvass.core.errors import CanvassError
from canvass.db import db
from canvass.store.places import CommitteeRoom, District, districts, ward_for
from canvass.store.rooms import close_room, room_called, rooms, set_up_room
from canvass.web.access import campaign, member, needs, viewer
from canvass.web.drawing import Order, part_of_pack
from canvass.web.forms import PageForm
from canvass.web.noting import note

bp = Blueprint("rooms", __name__, url_prefix="/c/<slug>/polling-day/rooms")


class RoomForm(PageForm):
    """A committee room."""

    name = StringField("Name", [InputRequired("What is the room called?"), Length(max=80)])
    address = StringField("Address", [Length(max=200)])
    phone = StringField("Telephone", [Length(max=40)], render_kw={"inputmode": "tel"})
    codes = StringField("Polling districts", [Length(max=400)])


class RoomRow(NamedTuple):
    """A room and the districts it looks after."""

    room: CommitteeRoom
    districts: list[District]


@bp.get("/")
@needs(Permission.KNOCKUP_READ)
def every() -> str:
    """Show the rooms, and the districts that no room looks after."""
    return page(RoomForm())


@bp.post("/")
@needs(Permission.CAMPAIGN_SET)
def set_up() -> ResponseReturnValue:
    """Set a room up, or bring the one of that name up to date."""
    form = RoomForm()
    if not form.sent():
        return page(form), 400
    session = db.session()
    told = {name: str(form[name].data or "").strip() for name in ("name", "address", "phone")}
    codes = str(form.codes.data or "").replace(",", " ").upper().split()
    try:
        room = set_up_room(session, CommitteeRoom(**told), codes)
    except CanvassError as refusal:
        session.rollback()
        form.codes.errors = [str(refusal)]
        return page(form), 400
    session.commit()
    flash(f"{room.name} looks after {', '.join(codes) or 'no district yet'}.")
    return redirect(url_for("rooms.every"))


@bp.post("/<uuid:room_id>/close")
@needs(Permission.CAMPAIGN_SET)
def close(room_id: UUID) -> ResponseReturnValue:
    """Close a room."""
    session = db.session()
    room = room_called(session, room_id)
    close_room(session, room)
    session.commit()
    flash(f"{room.name} is closed. Its districts are without a room.")
    return redirect(url_for("rooms.every"))


@bp.post("/<uuid:room_id>/packs")
@needs(Permission.KNOCKUP_PRINT)
def packs(room_id: UUID) -> Response:
    """Draw the packs of a room: for each of its wards a PDF of its districts alone, in one zip."""
    session = db.session()
    room = room_called(session, room_id)
    mine = [one for one in districts(session).values() if one.room_id == room.id]
    wards = sorted({one.ward_id for one in mine if one.ward_id and member().sees(one.ward_id)})
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for ward_id in wards:
            ward = ward_for(session, member(), ward_id)
            name = f"{room.name} {ward.name}.pdf".replace("/", "-")
            order = Order(ward.id, viewer().id, with_pads=True)
            archive.writestr(name, part_of_pack(session, campaign(), ward, order, room_id))
    note(Deed.SHEETS_PRINTED, words=f"packs of {room.name}")
    file.seek(0)
    name = f"packs {room.name}.zip"
    return send_file(file, "application/zip", as_attachment=True, download_name=name)


def page(form: RoomForm) -> str:
    """Draw the page with its form."""
    session = db.session()
    places = [one for one in districts(session).values() if member().sees(one.ward_id)]
    rows = [
        RoomRow(room, [one for one in places if one.room_id == room.id]) for room in rooms(session)
    ]
    return render_template(
        "rooms/rooms.html",
        rows=rows,
        form=form,
        without=[one for one in places if one.room_id is None],
    )
