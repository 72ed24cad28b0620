"""What goes wrong with a disk on polling day: it is full, or it is being copied."""

import os
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from tests.faults.site import Server, Site

SMALL_DISK = 32_768
"""How large any file may grow while the disk is full: the database's log is longer at once."""

UNLIMITED = resource.RLIM_INFINITY


def copy_of(site: Site) -> Path:
    """Copy the database by SQLite's own way, while others write to it."""
    path = site.folder / "copy.db"
    with site.session() as session, closing(sqlite3.connect(path)) as target:
        source = session.connection().connection.driver_connection
        assert isinstance(source, sqlite3.Connection)
        source.rollback()
        source.backup(target)
    return path


@contextmanager
def full_disk(server: Server) -> Iterator[None]:
    """Refuse whatever the server's processes write beyond a few pages of any file."""
    set_largest(server, SMALL_DISK)
    try:
        yield
    finally:
        set_largest(server, UNLIMITED)


def set_largest(server: Server, size: int) -> None:
    """Set how large a file every process of the server may make."""
    for process in processes_of(server):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, UNLIMITED))


def processes_of(server: Server) -> list[int]:
    """List the processes of the server's group."""
    every = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]
    return [process for process in every if group_of(process) == server.process.pid]


def group_of(process: int) -> int:
    """Give the group of a process; 0 if it is gone."""
    try:
        return os.getpgid(process)
    except ProcessLookupError:
        return 0
