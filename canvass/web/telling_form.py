"""What a person told of the columns of a table, as the form sends it and as it is kept by name."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import msgspec
from flask import flash
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from canvass.core.doorstep import INTENTION_WORDS, STRENGTH_WORDS
from canvass.core.earlier import (
    FIELDS,
    BadEarlierError,
    Saved,
    Telling,
    checked,
    fitting,
    saved_as,
)
from canvass.core.earlier_rows import codes_in
from canvass.core.errors import CanvassError
from canvass.store.earlier_files import EarlierFile
from canvass.store.own_layouts import keep_layout, saved_tellings
from canvass.web.clock import now

MEANINGS: Mapping[str, str] = {
    str(strength): f"{strength} {word}" for strength, word in STRENGTH_WORDS.items()
} | {intention.value: word for intention, word in INTENTION_WORDS.items()}


def telling_told(form: MultiDict[str, str], *, lenient: bool = False) -> Telling:
    """Read the form: what each column is, what each code means, when polls were.

    Raises:
        BadEarlierError: a day of a poll is none.
    """
    fields = {name: form[name] for name in FIELDS if form.get(name)}
    voted: dict[str, date] = {}
    for heading, told in zip(form.getlist("poll"), form.getlist("polled_on"), strict=False):
        try:
            voted |= {heading: date.fromisoformat(told)} if told else {}
        except ValueError as error:
            if not lenient:
                raise BadEarlierError(f"Say on which day “{heading}” was.") from error
    codes = dict(zip(form.getlist("code"), form.getlist("means"), strict=False))
    taken = {*fields.values(), *voted}
    address = [one for one in form.getlist("address") if one not in taken]
    return Telling(fields, address, voted, codes)


def saved_for(session: Session, headings: list[str]) -> Saved | None:
    """Give what was told before of a table with these columns, and kept under a name."""
    return fitting(saved_tellings(session), headings)


def tell_again(found: EarlierFile, saved: Saved, polling_day: date, today: date) -> bool:
    """Tell of a file what was told of one like it; whether nothing of it is left to be said."""
    telling = saved.telling()
    found.told = msgspec.to_builtins(telling)
    try:
        checked(telling, polling_day, today)
        is_told = set(codes_in(found.opened(), telling)) <= set(telling.codes)
    except CanvassError:
        return False
    flash(f"It is read as “{saved.name}”." if is_told else f"“{saved.name}” has no such codes yet.")
    return is_told


def keep_under(session: Session, name: str, telling: Telling, by: UUID) -> None:
    """Keep what was told under a name, if one was given; codes told there before stay known.

    Raises:
        BadMappingError: a register's layout has that name.
    """
    if not name.strip():
        return
    saved = saved_as(name, telling)
    before = next((one.codes for one in saved_tellings(session) if one.name == saved.name), {})
    codes = before | saved.codes
    keep_layout(session, msgspec.structs.replace(saved, codes=codes), by, now())
