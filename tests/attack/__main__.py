"""Attack a small demonstration with tools nobody here wrote, and print what they found.

What is found is explained in explained.json, or it is a fault: then this fails. So it does where a
tool could not be run, since what was not tried is not known.
"""

import json
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.attack.site import Target, target
from tests.attack.tools import HERE, TOOLS, VENVS, Finding, NotRunError, Tool

Explained = list[dict[str, str]]


def reason(explained: Explained, tool: str, found: Finding) -> str:
    """Give why a finding is no fault; empty if nobody has said so."""
    for one in explained:
        is_it = one["tool"] == tool and one["rule"] == found.rule
        if is_it and re.search(one.get("place", ""), found.place):
            return one["why"]
    return ""


def attack(tool: Tool, at: Target, folder: Path, explained: Explained) -> tuple[list[str], bool]:
    """Run one tool; give its row of the table, and whether all it found is explained."""
    try:
        found = list(tool.run(VENVS / tool.venv / "bin" / tool.name, at, folder))
    except NotRunError as error:
        return [tool.name, tool.looks_at, "not run", "", f"{error}"], False
    left = Counter(one for one in found if not reason(explained, tool.name, one))
    words = "; ".join(f"{one.rule} at {one.place}" for one in sorted(left)) or "nothing"
    known = len(found) - left.total()
    return [tool.name, tool.looks_at, f"{len(found):,}", f"{known:,}", words], not left


def main() -> int:
    """Run the tools that are named, or all of them."""
    wanted = set(sys.argv[1:])
    explained: Explained = json.loads((HERE / "explained.json").read_text("utf-8"))
    table = Table("Tool", "Looked at", "Found", "Explained", "Left", title="make attack")
    is_well = True
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, target(Path(name)) as at:
        for tool in TOOLS:
            if not wanted or tool.name in wanted:
                row, is_clear = attack(tool, at, Path(name), explained)
                table.add_row(*row)
                is_well = is_well and is_clear
    Console(width=150).print(table)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
