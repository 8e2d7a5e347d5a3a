"""A file of records that survives ``kill -9`` and a pulled plug: append-only, one line a record, each with a checksum.

A line is the CRC-32 of the record in eight hexadecimal digits, a blank, the record as JSON, and a newline. `append`
returns when the record is on the disk. A crash can tear the last line only: it is recognised and cut off when the
journal is opened again. The first line says what the journal is of, and never changes.

The file is locked while it is open, is readable by its owner only, and holds no token.
"""

import os
import zlib
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

import msgspec

from miro_async.errors import ConfigurationError

__all__ = ["Journal"]

_FORMAT: Final = "miro_async journal"
_VERSION: Final = 1
_CHECKSUM: Final = 8  # hexadecimal digits
_ONLY_OWNER: Final = 0o600


class _Head(msgspec.Struct, frozen=True, kw_only=True):
    """The first record."""

    format: str
    version: int
    job: dict[str, str]


class Journal:
    """An open journal.

    Args:
        path: the file; it is made if it is not there.
        job: what the journal is of. A journal of another job is refused.
        learn: called with each record that is there already, in order; raises ValueError for what makes no sense.

    Raises:
        ConfigurationError: the file cannot be opened or written, is in use, is no journal, is damaged, or is of
            another job.
    """

    def __init__(self, path: str | os.PathLike[str], job: dict[str, str], learn: Callable[[bytes], object]) -> None:
        self.path = Path(path)
        self._head = _line(msgspec.json.encode(_Head(format=_FORMAT, version=_VERSION, job=job)))
        self._job = job
        try:
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            self._file = os.open(self.path, flags, _ONLY_OWNER)
        except OSError as error:
            raise self._error(f"cannot be opened: {error.strerror}") from error
        try:
            self._lock()
            self._size = self._checked_head()
            self._replay(learn)
        except BaseException:
            self.close()
            raise

    def append(self, *records: bytes) -> None:
        """Write records, and return when they are on the disk.

        Args:
            *records: JSON without a newline.

        Raises:
            ConfigurationError: they cannot be written; the journal is as before.
        """
        data = b"".join(map(_line, records))
        try:
            self._write(data)
        except OSError as error:
            self._cut()
            raise self._error(f"cannot be written: {error.strerror}") from error
        self._size += len(data)

    def close(self) -> None:
        """Close and unlock the file; may be called any number of times."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Journal {self.path}, {self._size} B>"

    def _lock(self) -> None:
        try:
            import fcntl  # noqa: PLC0415 - the rest of the package works where there is none
        except ImportError as error:
            raise self._error("cannot be locked: journals need a POSIX system") from error
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise self._error("is in use by another run") from error
        except OSError as error:
            raise self._error(f"cannot be locked: {error.strerror}") from error

    def _checked_head(self) -> int:
        """Read the first line, or write it; returns its length."""
        head = self._head
        with self._reader(0) as reader:
            found = reader.readline(10 * len(head))
            is_all = not reader.read(1)
        if found == head:
            return len(head)
        if is_all and head.startswith(found):  # empty, or its making was interrupted
            self._begin()
            return len(head)
        raise self._error(self._what_else(found))

    def _replay(self, learn: Callable[[bytes], object]) -> None:
        """Read all records; a torn last line is cut off."""
        with self._reader(self._size) as reader:
            for number, line in enumerate(reader, start=2):
                record = _record(line)
                if record is None:
                    if any(_record(later) is not None for later in reader):
                        raise self._error(f"is damaged in line {number}")
                    self._cut()
                    return
                try:
                    learn(record)
                except ValueError as error:
                    raise self._error(f"makes no sense in line {number}: {error}") from error
                self._size += len(line)

    def _begin(self) -> None:
        try:
            os.ftruncate(self._file, 0)
            self._write(self._head)
            directory = os.open(self.path.absolute().parent, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(directory)  # or the file itself could be lost
            finally:
                os.close(directory)
        except OSError as error:
            raise self._error(f"cannot be written: {error.strerror}") from error

    def _what_else(self, found: bytes) -> str:
        record = _record(found)
        try:
            head = msgspec.json.decode(record or b"", type=_Head)
        except msgspec.DecodeError:
            head = None
        if head is None or head.format != _FORMAT:
            return "is no journal; choose another path"
        if head.version != _VERSION:
            return f"has version {head.version}, and this version of miro_async reads {_VERSION}"
        names = sorted({*head.job, *self._job})
        other = ", ".join(
            f"{name} {head.job.get(name)!r}" for name in names if head.job.get(name) != self._job.get(name)
        )
        return f"is of another job: {other}"

    def _reader(self, offset: int) -> BinaryIO:
        reader = os.fdopen(os.dup(self._file), "rb")
        reader.seek(offset)
        return reader

    def _write(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._file, rest) :]
        os.fsync(self._file)

    def _cut(self) -> None:
        """Cut off what stands after the last whole record."""
        try:
            os.ftruncate(self._file, self._size)
            os.fsync(self._file)
        except OSError as error:
            raise self._error(f"cannot be written: {error.strerror}") from error

    def _error(self, what: str) -> ConfigurationError:
        return ConfigurationError(f"the journal {self.path} {what}")


def _line(record: bytes) -> bytes:
    return b"%08x %s\n" % (zlib.crc32(record), record)


def _record(line: bytes) -> bytes | None:
    """What a line holds; None if it is torn or damaged."""
    record = line[_CHECKSUM + 1 : -1]
    return record if line == _line(record) else None
