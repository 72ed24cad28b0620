"""A PostgreSQL server of the tests' own: made in a temporary folder, gone when they end."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

MISSING = (
    "No PostgreSQL server was found. Install one (apt-get install postgresql), "
    "or name a database that tests may empty in TEST_DATABASE_URL."
)


@contextmanager
def running_server() -> Iterator[str]:
    """Start a server and give the URL of an empty database on it."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    programs = folder_of_programs()
    with TemporaryDirectory(prefix="canvass-pg-") as name:
        folder = Path(name)
        owner = as_owner_of(folder)
        data = folder / "data"
        run([*owner, programs / "initdb", "-D", data, "-U", "canvass", "-A", "trust", "-E", "UTF8"])
        settings = f"-c listen_addresses='' -c fsync=off -k {folder}"
        control = [*owner, programs / "pg_ctl", "-D", data, "-w"]
        run([*control, "-l", folder / "log", "-o", settings, "start"])
        try:
            run([*owner, programs / "createdb", "-h", folder, "-U", "canvass", "canvass"])
            yield f"postgresql+psycopg://canvass@/canvass?host={folder}"
        finally:
            run([*control, "-m", "immediate", "stop"])


def folder_of_programs() -> Path:
    """Find initdb and pg_ctl: Debian keeps them off the PATH."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    assert debian, MISSING
    return debian[-1].parent


def as_owner_of(folder: Path) -> list[str | Path]:
    """Give the words before each command: the server refuses to be root."""
    if os.geteuid() != 0:
        return []
    shutil.chown(folder, "postgres", "postgres")
    return ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups"]


def run(command: list[str | Path]) -> None:
    """Run one of PostgreSQL's own programs, and show what it says if it fails."""
    done = subprocess.run(  # noqa: S603  our own words only
        [str(word) for word in command],
        check=False,
        capture_output=True,
        text=True,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
