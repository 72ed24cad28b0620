"""The press itself: one Typst document set in a short process of its own, with limits.

`python render.py TEMPLATE SECONDS` reads JSON and writes a PDF. It imports nothing of Canvass, so
that it starts fast and needs no settings.
"""

import os
import resource
import sys
from pathlib import Path

import typst

TEMPLATES = Path(__file__).parent.parent.parent / "templates" / "sheets"
FONTS = Path(__file__).parent / "fonts"
CPU_SECONDS = 60
MEMORY_BYTES = 1 << 30


def compile_pdf(template: str, made_at: int, rows: str) -> bytes:
    """Return a tagged, reproducible PDF; only shipped fonts, and what is printed only as JSON text.

    Args:
        template: the name of a template, such as "knockup".
        made_at: the moment the PDF is dated, in seconds since 1970.
        rows: the JSON text that the template prints.
    """
    return typst.compile(
        TEMPLATES / f"{template}.typ",
        root=TEMPLATES,
        font_paths=typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS]
        ),
        sys_inputs={"rows": rows},
        pdf_standards=["ua-1"],
        timestamp=made_at,
    )


def give_way() -> None:
    """Run only when nobody else wants the processor, if whoever started this is nice already.

    The worker is; a page that somebody waits for is not.
    """
    if os.nice(0) > 0:
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def main() -> None:
    """Read rows on standard input, write the PDF on standard output, and stop at the limits."""
    give_way()
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    rows = sys.stdin.buffer.read().decode()
    sys.stdout.buffer.write(compile_pdf(sys.argv[1], int(sys.argv[2]), rows))


if __name__ == "__main__":
    main()
