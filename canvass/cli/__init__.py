"""The `canvass` command, for the person who runs the server."""

from flask import Flask

from canvass.cli.accounts import campaign, user
from canvass.cli.audit import audit
from canvass.cli.backup import backup, bring_back
from canvass.cli.demo import demo
from canvass.cli.electors import elector
from canvass.cli.ending import erase
from canvass.cli.exports import export
from canvass.cli.leak import leak
from canvass.cli.marked import marked
from canvass.cli.places import places
from canvass.cli.polling_day import knockup, telling
from canvass.cli.register import absent, register
from canvass.cli.reports import issues, standing
from canvass.cli.serve import serve
from canvass.cli.work import work

COMMANDS = (
    absent,
    audit,
    backup,
    bring_back,
    campaign,
    demo,
    elector,
    erase,
    export,
    issues,
    knockup,
    leak,
    marked,
    places,
    register,
    serve,
    standing,
    telling,
    user,
    work,
)


def add_commands(app: Flask) -> None:
    """Give the app its commands."""
    for command in COMMANDS:
        app.cli.add_command(command)
