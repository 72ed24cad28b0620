"""The command that builds and serves the demonstration campaign."""

import contextvars
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from flask import Flask, current_app
from flask_migrate import upgrade
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from canvass.cli.serve import serve
from canvass.core.demo import DEMO_ACCOUNTS, DEMO_PASSWORD
from canvass.core.errors import CanvassError
from canvass.db import db
from canvass.demo.build import build_demo, is_built, is_there, renew_walk, start_again
from canvass.demo.replay import Replay, Tell
from canvass.web.passwords import hash_password

SEED = 2018


@click.command("demo")
@click.option("--port", default=8000, show_default=True)
@click.option("--no-serve", is_flag=True, help="Build it and stop.")
@click.option("--fresh", is_flag=True, help="Delete what was done in it, and build it anew.")
@click.pass_context
def demo(ctx: click.Context, port: int, *, no_serve: bool, fresh: bool) -> None:
    """Build the Westminster 2018 campaign and serve it.

    Example: CANVASS_DEMO=1 canvass demo --port 8000
    """
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    if not app.config["CANVASS_DEMO"]:
        raise click.ClickException(
            "The demonstration has sign-ins that everybody knows, so it runs only where "
            "CANVASS_DEMO=1 is set. Type: make demo"
        )
    try:
        # A command runs in an app context of its own, which requests to the app must not share.
        contextvars.Context().run(open_demo, app, fresh=fresh)
    except CanvassError as refusal:
        raise click.ClickException(str(refusal)) from refusal
    say_where(port)
    if not no_serve:
        ctx.invoke(serve, port=port)


def open_demo(app: Flask, *, fresh: bool) -> None:
    """Bring the database to the demonstration: built if it is not, its walk renewed if it is."""
    if fresh:
        start_again(app)
    prepare_tables(app)
    with app.app_context():
        built, begun = is_built(db.session()), is_there(db.session())
    if begun and not built:
        click.echo("The demonstration was not built to its end; it is built anew.")
        start_again(app)
        prepare_tables(app)
    with progress() as tell:
        replay = Replay(app, SEED, 1.0, tell)
        if not built:
            build_demo(replay, hash_password, datetime.now(UTC))
            return
        with replay.session() as session:
            renew_walk(session, datetime.now(UTC))


def prepare_tables(app: Flask) -> None:
    """Run the migrations."""
    with app.app_context():
        upgrade()


@contextmanager
def progress() -> Iterator[Tell]:
    """Draw a line for each step of the work."""
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as lines:
        tasks: dict[str, TaskID] = {}

        def tell(step: str, done: int, of: int) -> None:
            if step not in tasks:
                tasks[step] = lines.add_task(step)
            lines.update(tasks[step], total=of, completed=done)

        yield tell


def say_where(port: int) -> None:
    """Say where to look, and who can sign in."""
    click.echo(f"Canvass is at http://127.0.0.1:{port}")
    for account in DEMO_ACCOUNTS:
        click.echo(f"  {account.email:<24} {account.name}, {account.role}: {account.try_this}")
    click.echo(f"  The password of all three is {DEMO_PASSWORD}")
