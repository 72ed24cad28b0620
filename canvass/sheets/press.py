"""Has sheets set in a process of their own, so that no memory stays with the server."""

import subprocess
import sys
from datetime import datetime

from canvass.core.errors import CanvassError
from canvass.sheets import render

SECONDS = 90


class SheetError(CanvassError):
    """The sheets could not be set, or took too long."""

    def __init__(self) -> None:
        super().__init__(
            "The sheets could not be made. Print fewer streets at a time, or try again in a minute."
        )


def print_pdf(template: str, made_at: datetime, rows: bytes) -> bytes:
    """Return the PDF that a template makes of rows in JSON.

    The child is started without the server's environment: it has no use for its secrets.

    Raises:
        SheetError: the child failed, met its limits or did not end in time.
    """
    # -I: nothing is imported from the folder the server happens to run in.
    command = [sys.executable, "-I", render.__file__, template, str(int(made_at.timestamp()))]
    try:
        child = subprocess.run(  # noqa: S603 (every word of the command is ours)
            command, input=rows, capture_output=True, timeout=SECONDS, check=True, env={}
        )
    except (subprocess.SubprocessError, OSError) as failure:
        raise SheetError from failure
    return child.stdout
