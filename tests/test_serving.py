"""What a serving process does beside answering: it neither stops for garbage nor for long work."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from canvass.cli.work import NICENESS
from tests.faults.site import SECRET, Server, Site, until

ROOT = Path(__file__).parent.parent


def test_what_a_process_begins_with_is_never_looked_through_again(tmp_path: Path) -> None:
    script = "import gc, wsgi; print(gc.get_freeze_count(), len(gc.get_objects()))"
    env = {
        "PATH": os.environ["PATH"],
        "CANVASS_INSTANCE": str(tmp_path),
        "CANVASS_SECRET_KEY": SECRET,
    }
    said = subprocess.run(  # noqa: S603  our own words only
        [sys.executable, "-c", script], cwd=ROOT, env=env, check=True, capture_output=True
    )
    frozen, left = map(int, said.stdout.split())
    assert frozen > 100 * left


def test_long_work_gives_way_to_those_who_wait_for_a_page(tmp_path: Path) -> None:
    with Server(Site(tmp_path)) as server:
        assert until(lambda: niceness(server, " work ") == {os.nice(0) + NICENESS}, 30)
        assert niceness(server, " serve ") == {os.nice(0)}


@pytest.mark.parametrize(("nice", "policy"), [(0, os.SCHED_OTHER), (1, os.SCHED_IDLE)])
def test_the_press_of_the_worker_runs_only_when_nobody_else_wants_to(
    nice: int, policy: int
) -> None:
    script = (
        f"import os, render; os.nice({nice}); render.give_way(); print(os.sched_getscheduler(0))"
    )
    said = subprocess.run(  # noqa: S603  our own words only
        [sys.executable, "-c", script],
        cwd=ROOT / "canvass" / "sheets",
        check=True,
        capture_output=True,
    )
    assert int(said.stdout) == policy


def niceness(server: Server, command: str) -> set[int]:
    """Read by how much the processes of a server that run a command give way to others."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(ProcessLookupError, FileNotFoundError):
            words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if os.getpgid(int(folder.name)) == server.process.pid and command in words:
                found.add(os.getpriority(os.PRIO_PROCESS, int(folder.name)))
    return found
