"""A file that is not whole yet: it has another name until it is, and leaves nothing behind if it never is."""

import asyncio
import errno
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from os import PathLike
from pathlib import Path
from threading import Lock
from typing import BinaryIO, TypeVar

from miro_async.errors import InvalidArgument

__all__ = ["Partial", "checked_path"]

T = TypeVar("T")


def checked_path(to: str | PathLike[str]) -> Path:
    """Where something is to go.

    Raises:
        InvalidArgument: no path.
    """
    if not isinstance(to, str | PathLike) or not str(to) or "\0" in str(to):
        raise InvalidArgument(f"to must be the path of a file or a directory, not {to!r}", field="to")
    return Path(to)


class Partial:
    """A file on its way to `to`, kept beside it; all that touches the disk runs in worker threads, one at a time.

    Args:
        to: a file, or a directory to which the file comes under a name of its own.
        overwrite: whether it may take the place of another file.

    Raises:
        InvalidArgument: `to` is no path.
    """

    def __init__(self, to: str | PathLike[str], *, overwrite: bool) -> None:
        self._to = checked_path(to)
        self._wants_directory = str(to).endswith((os.sep, "/"))
        self._overwrite = overwrite
        self._lock = Lock()  # of the disk: a step that was cancelled goes on in its thread
        self._file: BinaryIO | None = None
        self._path = Path()
        self._over = False

    async def open(self) -> None:
        """Begin beside the target, which shows whether that is possible.

        Raises:
            OSError: it is not; `FileExistsError` if the target is there and may not be overwritten.
        """
        await self._do(self._open)

    def _open(self) -> None:
        into_directory = self._to.is_dir()
        if not into_directory:
            if self._wants_directory:
                raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(self._to))
            self._check_free(self._to)
        directory = self._to if into_directory else self._to.parent
        self._path = directory / f".{secrets.token_hex(8)}.part"
        self._file = self._path.open("xb")

    async def begin(self, name: str) -> Path:
        """Begin anew, whatever was written.

        Args:
            name: what the file is called if it goes to a directory.

        Returns:
            Where it goes.

        Raises:
            FileExistsError: there is a directory, or another file, which may not be overwritten.
        """
        return await self._do(lambda: self._begin(name))

    def _begin(self, name: str) -> Path:
        target = self._to / name if self._to.is_dir() else self._to
        self._check_free(target)
        file = self._opened()
        file.seek(0)
        file.truncate()
        return target

    async def write(self, piece: bytes) -> None:
        """Append a piece."""
        await self._do(lambda: self._opened().write(piece))

    async def keep(self, target: Path) -> None:
        """Give the file its name, at once and whole.

        Raises:
            FileExistsError: another file has come to have it, and may not be overwritten.
        """
        await self._do(lambda: self._keep(target))

    def _keep(self, target: Path) -> None:
        self._opened().close()
        if not self._overwrite:
            target.touch(exist_ok=False)  # nobody else can take the name any more
        try:
            self._path.replace(target)
        except OSError:
            if not self._overwrite:
                target.unlink(missing_ok=True)
            raise
        self._file = None

    async def discard(self) -> None:
        """Leave nothing of it behind, unless it was kept; that is done even if nobody waits for it any more."""
        await asyncio.shield(asyncio.get_running_loop().run_in_executor(None, self._in_turn, self._discard))

    def _discard(self) -> None:
        self._over = True
        if self._file is not None:
            with suppress(OSError):  # a full disk takes the last bytes as little as the ones before
                self._file.close()
            self._path.unlink(missing_ok=True)

    def _opened(self) -> BinaryIO:
        assert self._file is not None  # noqa: S101 - `open` comes first
        return self._file

    def _check_free(self, target: Path) -> None:
        if target.is_dir() and not target.is_symlink():
            raise FileExistsError(errno.EEXIST, "it is a directory", str(target))
        if not self._overwrite and (target.exists() or target.is_symlink()):
            raise FileExistsError(errno.EEXIST, "it is there already, and overwrite is not set", str(target))

    async def _do(self, step: Callable[[], T]) -> T:
        return await asyncio.to_thread(self._in_turn, step)

    def _in_turn(self, step: Callable[[], T]) -> T:
        with self._lock:
            if self._over:
                raise InterruptedError("the download is over")
            try:
                return step()
            except OSError as error:
                if error.filename is None:  # of a disk that is full
                    error.filename = str(self._to)
                raise
