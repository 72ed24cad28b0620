"""What goes wrong with a disk on polling day: it is full."""

import os
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.faults.site import Server

SMALL_DISK = 32_768
"""How large any file may grow while the disk is full: the database's log is longer at once."""

UNLIMITED = resource.RLIM_INFINITY


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
