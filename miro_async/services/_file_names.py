"""What a downloaded file is called: a name that somebody else chose, made safe for a disk of ours."""

import mimetypes
import re
from collections.abc import Mapping
from urllib.parse import unquote

__all__ = ["file_name"]

_LONGEST = 200  # bytes; file systems allow 255
_PLAIN = re.compile(r';\s*filename\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;\s]+))', re.IGNORECASE)
_EXTENDED = re.compile(r";\s*filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[/\\]")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])(\s*\..*)?", re.IGNORECASE)


def file_name(headers: Mapping[str, str], default: str) -> str:
    """The name that an upload had: one part of a path, without Miro's second ending, safe on every system.

    Miro appends an ending of its own to the name of the upload: ``Slide1.jpeg`` comes back as ``Slide1.jpeg.jpg``
    (miro-facts, section 7).

    Args:
        headers: of the answer that carries the file, with case-insensitive keys.
        default: the name without ending where the headers tell none.
    """
    name = _safe(_SEPARATORS.split(_told(headers.get("Content-Disposition", "")))[-1])
    if not name:
        media_type = headers.get("Content-Type", "").partition(";")[0].strip()
        name = default + (mimetypes.guess_extension(media_type, strict=False) or "")
    return _shortened(_without_second_ending(name))


def _told(disposition: str) -> str:
    extended = _EXTENDED.search(disposition)
    if extended is not None:
        try:
            return unquote(extended[2], encoding=extended[1])
        except (LookupError, UnicodeError):  # an encoding that nobody knows, or none of text
            pass
    plain = _PLAIN.search(disposition)
    if plain is None:
        return ""
    return plain[2] if plain[1] is None else re.sub(r"\\(.)", r"\1", plain[1])


def _safe(name: str) -> str:
    printable = "".join(
        " " if letter.isspace() else letter for letter in name if letter.isspace() or letter.isprintable()
    )
    name = _FORBIDDEN.sub("_", printable).strip().rstrip(". ")
    if name.startswith(".") or _DEVICE.fullmatch(name):
        return f"_{name}"
    return name


def _without_second_ending(name: str) -> str:
    stem, _, last = name.rpartition(".")
    inner = stem.rpartition(".")[2] if "." in stem.lstrip(".") else ""
    return stem if inner and _kind(inner) == _kind(last) else name


def _kind(ending: str) -> str:
    return mimetypes.guess_type(f"x.{ending}", strict=False)[0] or ending.lower()


def _shortened(name: str) -> str:
    if len(name.encode()) <= _LONGEST:
        return name
    stem, dot, ending = name.rpartition(".")
    if not stem or len(ending) > 20:
        stem, dot, ending = name, "", ""
    kept = stem.encode()[: _LONGEST - len(f"{dot}{ending}".encode())].decode(errors="ignore")
    return f"{kept.rstrip('. ')}{dot}{ending}"
