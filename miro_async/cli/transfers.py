"""Files of images and documents: up from the disk, down to it."""

import errno
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

from miro_async import endpoints
from miro_async.cli.bodies import body_of
from miro_async.cli.exits import Exit
from miro_async.cli.reading import Entry, untouched
from miro_async.cli.session import Settings
from miro_async.cli.show.columns import FILES, ITEMS, Column
from miro_async.cli.show.present import show_json, show_table
from miro_async.cli.show.safety import printable
from miro_async.client import Miro
from miro_async.endpoints import Call, Endpoint
from miro_async.errors import DecodeError, Forbidden, InvalidArgument, MiroError, OutcomeUnknown, Unauthorized
from miro_async.files import File

__all__ = ["Area", "download", "replace", "upload"]

Area = Literal["images", "documents"]

_SPACING: Final = 40.0
_UPLOADS: Final[dict[Area, Endpoint[Any]]] = {
    "images": endpoints.images.upload,
    "documents": endpoints.documents.upload,
}
_REPLACEMENTS: Final[dict[Area, Endpoint[Any]]] = {
    "images": endpoints.images.replace,
    "documents": endpoints.documents.replace,
}


def upload(
    settings: Settings,
    area: Area,
    board_id: str,
    paths: Sequence[Path],
    *,
    at: tuple[float, float] | None,
    width: float | None,
    title: str | None,
    alt_text: str | None,
    parent: str | None,
) -> Exit:
    """Upload files, one after the other; all of them are looked at before the first one is sent.

    Raises:
        InvalidArgument: a file that is not there, empty or too large, or options that do not go together.
    """
    if len(paths) > 1 and title is not None:
        raise InvalidArgument("--title goes with one file", field="title")
    if len(paths) > 1 and at is not None and width is None:
        raise InvalidArgument("--at with several files needs --width: they come side by side", field="width")
    step = (width or 0.0) + _SPACING
    calls: list[Call[Any]] = []
    for index, path in enumerate(paths):
        position = None if at is None else {"x": at[0] + index * step, "y": at[1]}
        body = body_of(
            _UPLOADS[area],
            None,
            {
                "position": position,
                "geometry.width": width,
                "title": title,
                "altText": alt_text,
                "parent.id": parent,
            },
        )
        calls.append(_UPLOADS[area](board_id, body=body, file=File(path)))
    return _send_all(settings, calls)


def replace(settings: Settings, area: Area, board_id: str, item_id: str, path: Path) -> Exit:
    """Put another file into an item.

    Raises:
        InvalidArgument: a file that is not there, empty or too large.
    """
    return _send_all(settings, [_REPLACEMENTS[area](board_id, item_id, file=File(path))])


def download(
    settings: Settings,
    area: Area,
    board_id: str,
    item_ids: Sequence[str],
    directory: Path,
    *,
    is_all: bool,
    is_preview: bool,
    overwrite: bool,
) -> Exit:
    """Download the files of items into a directory; what fails is named, and the others still come.

    Raises:
        InvalidArgument: neither items nor all, or both.
        MiroError: the board cannot be read, or the token may not.
    """
    if bool(item_ids) is is_all:
        raise InvalidArgument("say which: ids of items, or --all", field="item_id")
    directory.mkdir(parents=True, exist_ok=True)
    format_: Literal["original", "preview"] = "preview" if is_preview else "original"
    results: list[Entry] = []
    failures: list[str] = []
    taken: set[str] = set()

    async def fetch(miro: Miro, item_id: str) -> Entry:
        service = miro.images if area == "images" else miro.documents
        with TemporaryDirectory(dir=directory, prefix=".miro-") as apart:  # the name is not known before
            done = await service.download(board_id, item_id, apart, format=format_)
            target = directory / done.name
            if done.name in taken:  # two items of this run have files of one name
                target = target.with_stem(f"{target.stem}-{item_id}")
            _move(done.path, target, overwrite=overwrite)
        taken.add(target.name)
        return {"id": item_id, "file": str(target), "bytes": done.size, "type": done.content_type}

    async def job(miro: Miro) -> None:
        for item_id in await _wanted(miro, area, board_id, item_ids, is_all=is_all):
            try:
                results.append(await fetch(miro, item_id))
            except (Unauthorized, Forbidden):
                raise
            except MiroError as error:
                failures.append(f"{item_id}: {error}")
            except OSError as error:
                failures.append(f"{item_id}: {error.filename}: {error.strerror}")

    try:
        settings.run(job)
    except (MiroError, KeyboardInterrupt):
        sys.stderr.write(f"miro-async: {len(results):,} files are in {directory}\n")
        raise
    return _summed_up(settings, results, FILES, failures, Exit.INCOMPLETE)


async def _wanted(miro: Miro, area: Area, board_id: str, item_ids: Sequence[str], *, is_all: bool) -> list[str]:
    if not is_all:
        return list(dict.fromkeys(item_ids))
    kind: Literal["image", "document"] = "image" if area == "images" else "document"
    return [item.id async for item in miro.items.list(board_id, type=kind)]


def _move(path: Path, target: Path, *, overwrite: bool) -> None:
    if target.exists() and not overwrite:
        raise FileExistsError(errno.EEXIST, "is there already; see --overwrite", str(target))
    path.replace(target)


def _send_all(settings: Settings, calls: Sequence[Call[Any]]) -> Exit:
    """Send uploads in their order, which is their z-order."""
    results: list[Entry] = []
    failures: list[str] = []
    is_unknown = False

    async def job(miro: Miro) -> None:
        nonlocal is_unknown
        for call in calls:
            assert call.file is not None  # noqa: S101 - every call here is an upload
            try:
                results.append(await miro.send(untouched(call)))
            except (OutcomeUnknown, DecodeError) as error:
                is_unknown = True
                failures.append(f"{call.file.name}: {error}; it may be on the board")
            except MiroError as error:
                if len(calls) == 1 or isinstance(error, Unauthorized | Forbidden):
                    raise
                failures.append(f"{call.file.name}: {error}")

    try:
        settings.run(job)
    except KeyboardInterrupt:
        sys.stderr.write(f"miro-async: {len(results):,} of {len(calls):,} files are on the board, maybe one more\n")
        raise
    return _summed_up(settings, results, ITEMS, failures, Exit.NETWORK if is_unknown else Exit.INCOMPLETE)


def _summed_up(
    settings: Settings,
    results: list[Entry],
    columns: Sequence[Column],
    failures: Iterable[str],
    bad: Exit,
) -> Exit:
    if settings.json:
        show_json(results)
    else:
        show_table(results, columns)
    exit_code = Exit.OK
    for failure in failures:
        sys.stderr.write(f"miro-async: {printable(failure)}\n")
        exit_code = bad
    return exit_code
