"""Which files of a directory are whose: what was downloaded once is neither paid for again nor replaced by another."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

import msgspec

from miro_async.services import Download

__all__ = ["LOG_NAME", "DownloadLog", "Downloaded"]

LOG_NAME: Final = ".miro-downloads.jsonl"


class Downloaded(msgspec.Struct, frozen=True):
    """A file of an item.

    Attributes:
        board: the id of the item's board.
        item: the id of the item.
        format: ``original`` or ``preview``.
        file: its name in the directory.
        bytes: its size.
        type: its media type.
    """

    board: str
    item: str
    format: str
    file: str
    bytes: int
    type: str | None = None


class DownloadLog:
    """The log that a directory keeps of the files that were downloaded into it, a line each.

    Args:
        directory: the directory, which is there.
        board_id: whose items are asked for.
        format_: which file of theirs.

    Raises:
        OSError: there is a log that cannot be read.
    """

    def __init__(self, directory: Path, board_id: str, format_: Literal["original", "preview"]) -> None:
        self._directory = directory
        self._path = directory / LOG_NAME
        self._board_id = board_id
        self._format = format_
        self._known: dict[tuple[str, str, str], Downloaded] = {}
        self._owners: dict[str, tuple[str, str, str]] = {}
        for entry in _entries(self._path):
            self._learn(entry)

    def find(self, item_id: str) -> Downloaded | None:
        """The file of an item, if it is there with the size that it came with."""
        entry = self._known.get(self._key(item_id))
        if entry is None:
            return None
        path = self._directory / entry.file
        return entry if path.is_file() and path.stat().st_size == entry.bytes else None

    def path_for(self, item_id: str, name: str) -> Path:
        """Where a file goes: its name has the item's id in it where it would take the place of another item's file."""
        path = self._directory / name
        owner = self._owners.get(name)
        if name != LOG_NAME and (owner in {None, self._key(item_id)} or not path.exists()):
            return path
        end = "" if self._format == "original" else f"-{self._format}"
        return path.with_stem(f"{path.stem}-{item_id}{end}")

    def add(self, item_id: str, path: Path, done: Download) -> Downloaded:
        """Note a file that is about to appear.

        Raises:
            OSError: the disk refuses.
        """
        entry = Downloaded(self._board_id, item_id, self._format, path.name, done.size, done.content_type)
        with self._path.open("ab") as file:
            file.write(b"\n" + msgspec.json.encode(entry))  # first the end of a line that a full disk may have cut
        self._learn(entry)
        return entry

    def _key(self, item_id: str) -> tuple[str, str, str]:
        return self._board_id, item_id, self._format

    def _learn(self, entry: Downloaded) -> None:
        key = entry.board, entry.item, entry.format
        self._known[key] = entry
        self._owners[entry.file] = key


def _entries(path: Path) -> Iterator[Downloaded]:
    """What a log says; a line that is none costs no more than another download."""
    lines = path.read_bytes().splitlines() if path.exists() else []
    for line in lines:
        with suppress(msgspec.DecodeError, UnicodeError):
            yield msgspec.json.decode(line, type=Downloaded)
