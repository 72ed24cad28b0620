"""The command that serves the site."""

import subprocess
import sys

import click
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from canvass.config import THREADS


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option(
    "--workers", default=2, show_default=True, help=f"Processes; each has {THREADS} threads."
)
def serve(host: str, port: int, workers: int) -> None:
    """Serve the site, with a worker beside it; put a proxy with TLS before it, phones need https.

    Example: canvass serve --port 8000
    """
    worker = subprocess.Popen([sys.executable, "-m", "canvass", "work", "--with-server"])
    try:
        Server(
            "canvass:create_served_app",
            factory=True,
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=workers,
            blocking_threads=THREADS,
            log_level=LogLevels.error,
            websockets=False,
        ).serve()
    finally:
        worker.terminate()
