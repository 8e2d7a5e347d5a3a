"""Files that nobody uploaded, drawn here since the emulator fetches nothing; and how large a picture is."""

import struct
import zlib
from functools import lru_cache
from hashlib import sha256
from typing import Final
from urllib.parse import unquote, urlsplit

from miro_async.emulator.world.state import StoredFile

__all__ = ["drawn", "printed", "size_of"]

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_JPEG_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers of a JPEG's segments that begin with its size."""

_PDF: Final = (
    b"%%PDF-1.4\n"
    b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n"
    b"%%%% %b\n%%%%EOF\n"
)


def drawn(url: str, size: tuple[float, float]) -> StoredFile:
    """The picture that stands for the one at a URL: a PNG in one colour, another for each URL."""
    width, height = max(1, round(size[0])), max(1, round(size[1]))
    content = _png(width, height, sha256(url.encode("utf-8", "replace")).digest()[:3])
    return StoredFile("images", _name(url, "image.png"), "image/png", content, (float(width), float(height)))


def printed(url: str) -> StoredFile:
    """The document that stands for the one at a URL: a PDF of one empty page."""
    mark = sha256(url.encode("utf-8", "replace")).hexdigest().encode()
    return StoredFile("documents", _name(url, "document.pdf"), "application/pdf", _PDF % mark)


def size_of(content: bytes) -> tuple[float, float] | None:
    """Width and height of a PNG, a GIF or a JPEG in pixels; None for anything else."""
    if content.startswith(_PNG) and len(content) >= 24:
        size = struct.unpack(">II", content[16:24])
    elif content[:6] in {b"GIF87a", b"GIF89a"} and len(content) >= 10:
        size = struct.unpack("<HH", content[6:10])
    elif content.startswith(b"\xff\xd8"):
        size = _jpeg_size(content)
    else:
        return None
    return (float(size[0]), float(size[1])) if all(size) else None


def _jpeg_size(content: bytes) -> tuple[int, ...]:
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return 0, 0


@lru_cache(maxsize=64)
def _png(width: int, height: int, color: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 3, 0, 0, 0)  # one bit a pixel, into a palette
    pixels = bytes(1 + (width + 7) // 8) * height
    return b"".join(
        (_PNG, _chunk(b"IHDR", header), _chunk(b"PLTE", color), _chunk(b"IDAT", zlib.compress(pixels)), _chunk(b"IEND"))
    )


def _chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _name(url: str, default: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2]) or default
