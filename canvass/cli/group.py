"""What all commands share: refusals as sentences, the campaign they are for, where output goes."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from canvass.core.access import Member, Role
from canvass.core.audit import Deed, Note, Subject
from canvass.core.errors import CanvassError
from canvass.db import db
from canvass.store import audit
from canvass.store.accounts import Campaign, campaign_called
from canvass.store.base import new_id


class Group(AppGroup):
    """A group of commands in which a refusal is a sentence on standard error and exit 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's own type
        """Run the command."""
        try:
            return super().invoke(ctx)
        except CanvassError as refusal:
            raise click.ClickException(str(refusal)) from refusal


campaign_option = click.option(
    "--campaign", "slug", required=True, metavar="SLUG", help="Which campaign, by its short name."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")

HOST = Member(new_id(), Role.AGENT)
"""The person at the server's keyboard, who sees every ward."""


def campaign_session(slug: str) -> tuple[Session, Campaign]:
    """Open a session for the campaign.

    Raises:
        NotFoundError: there is none of that name.
    """
    session = db.session()
    return session, campaign_called(session, slug)


def note(
    session: Session,
    deed: Deed,
    subject: Subject = Subject.NOTHING,
    subject_id: UUID | None = None,
    words: str = "",
) -> None:
    """Have it written into the audit log that it was done at the server's own keyboard."""
    audit.note(session, Note(deed, datetime.now(UTC), None, subject, subject_id, words))


def echo_json(answer: object) -> None:
    """Write an answer for a machine."""
    click.echo(as_json(answer))


def as_json(answer: object) -> str:
    """Write JSON that a person can read too."""
    return json.dumps(answer, ensure_ascii=False, indent=2)


def put_json(answer: object, out: Path | None) -> None:
    """Write JSON to a file, or to standard output."""
    put_out(f"{as_json(answer)}\n".encode(), out)


def put_out(data: bytes, out: Path | None) -> None:
    """Write a document to a file, or to standard output."""
    if out is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    else:
        out.write_bytes(data)
        click.echo(f"{out} written, {len(data):,} bytes.", err=True)
