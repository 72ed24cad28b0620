"""Drafts of a campaign's documents, on paper, each page marked as a draft."""

from datetime import datetime

import msgspec

from canvass.core.documents import Document
from canvass.sheets.held import whole
from canvass.sheets.press import print_pdf


def document_pdf(document: Document, campaign: str, made_at: datetime) -> bytes:
    """Set a draft as a tagged PDF (PDF/UA-1).

    Raises:
        SheetError: setting failed or took too long.
    """
    rows = {
        "title": document.title,
        "campaign": whole(campaign),
        "on": f"{made_at.day} {made_at:%B %Y}",
        "parts": [
            {
                "title": part.title,
                "paragraphs": [whole(one) for one in part.paragraphs],
                "head": [whole(one) for one in part.rows[0]] if part.rows else [],
                "rows": [[whole(cell) for cell in row] for row in part.rows[1:]],
            }
            for part in document.parts
        ],
    }
    return print_pdf("document", made_at, msgspec.json.encode(rows))
