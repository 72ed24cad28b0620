"""How large a picture is, from its first bytes: known before anything of it is unpacked."""

import struct

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # JPEG segments that state the size
EDGE = 0xFF  # begins every marker, and may be repeated
SHORT = frozenset({0x01, *range(0xD0, 0xD8)})  # markers without a length
MOST_SEGMENTS = 2000


def picture_size(picture: bytes) -> tuple[int, int] | None:
    """Return the width and height of a JPEG or PNG in pixels; nothing if it is neither.

    Source: W3C, "Portable Network Graphics", 11.2.2; ITU-T T.81, annex B.
    """
    try:
        if picture.startswith(PNG):
            return struct.unpack_from(">II", picture, 16)
        return _jpeg_size(picture) if picture.startswith(JPEG) else None
    except (struct.error, IndexError):
        return None


def _jpeg_size(picture: bytes) -> tuple[int, int] | None:
    at = 2
    for _ in range(MOST_SEGMENTS):
        edge, kind = picture[at], picture[at + 1]
        if edge != EDGE:
            return None
        if kind in FRAMES:
            height, width = struct.unpack_from(">HH", picture, at + 5)
            return width, height
        if kind == EDGE:
            at += 1
        else:
            at += 2 if kind in SHORT else 2 + int.from_bytes(picture[at + 2 : at + 4])
    return None
