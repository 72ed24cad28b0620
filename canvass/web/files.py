"""Files that are handed out."""

import re

from flask import Response


def attachment(data: str | bytes, name: str, kind: str) -> Response:
    """Hand a file to the browser under a name that is safe on every system."""
    plain = re.sub(r"[^A-Za-z0-9.-]+", "-", name).strip("-").lower()
    headers = {"Content-Disposition": f'inline; filename="{plain}"'}
    return Response(data, headers=headers, content_type=f"{kind}; charset=utf-8")
