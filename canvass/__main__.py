"""The `canvass` command: `canvass --help`, or `python -m canvass --help`."""

import sys

from flask import Flask
from flask.cli import FlaskGroup

from canvass import create_app
from canvass.core.errors import CanvassError


def make_app() -> Flask:
    """Make the app that the commands run in; without its settings, say what is missing and stop."""
    try:
        return create_app()
    except CanvassError as refusal:
        sys.exit(str(refusal))


def main() -> None:
    """Run one command: exit 0, or a sentence and 1 (refused), or usage and 2."""
    group = FlaskGroup(
        name="canvass",
        help="Canvassing and polling-day work for a UK election campaign.",
        create_app=make_app,
        set_debug_flag=False,
        load_dotenv=False,
    )
    group.main(prog_name="canvass")


if __name__ == "__main__":
    main()
