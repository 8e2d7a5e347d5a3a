"""Files of images and documents: up from the disk, down to it."""

import errno
import sys
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, Literal

from miro_async import endpoints
from miro_async.cli.bodies import body_of
from miro_async.cli.download_log import Downloaded, DownloadLog
from miro_async.cli.exits import Exit
from miro_async.cli.reading import Entry, untouched
from miro_async.cli.session import Settings
from miro_async.cli.show.columns import FILES, ITEMS, Column
from miro_async.cli.show.present import show_json, show_table
from miro_async.cli.show.progress import Meter, Progress, Silent, progress_on_stderr
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
_DOWNLOAD_CREDITS: Final[dict[Area, int]] = {
    "images": endpoints.images.get.credits + endpoints.images.locate.credits,
    "documents": endpoints.documents.get.credits + endpoints.documents.locate.credits,
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

    What the directory's log says is there already is skipped, unless it is to be overwritten.

    Raises:
        InvalidArgument: neither items nor all, or both.
        MiroError: the board cannot be read, or the token may not, or the only item that was asked for fails.
    """
    if bool(item_ids) is is_all:
        raise InvalidArgument("say which: ids of items, or --all", field="item_id")
    directory.mkdir(parents=True, exist_ok=True)
    format_: Literal["original", "preview"] = "preview" if is_preview else "original"
    results: list[Entry] = []
    failures: list[str] = []
    log = DownloadLog(directory, board_id, format_)

    async def fetch(miro: Miro, item_id: str) -> Entry:
        known = None if overwrite else log.find(item_id)
        if known is not None:
            return _entry(directory, known, is_skipped=True)
        service = miro.images if area == "images" else miro.documents
        with TemporaryDirectory(dir=directory, prefix=".miro-") as apart:  # the name is not known before
            done = await service.download(board_id, item_id, apart, format=format_)
            target = log.path_for(item_id, done.name)
            if target.exists() and not overwrite:
                raise FileExistsError(errno.EEXIST, "is there already; see --overwrite", str(target))
            entry = log.add(item_id, target, done)  # before the file: one that nobody knows would be paid for twice
            done.path.replace(target)
        return _entry(directory, entry, is_skipped=False)

    async def job(miro: Miro) -> None:
        meter = Meter(miro.budget)
        with closing(_progress(settings, meter, len(item_ids))) as progress:
            wanted = await _listed(miro, area, board_id, progress) if is_all else list(dict.fromkeys(item_ids))
            paid = [item_id for item_id in wanted if overwrite or log.find(item_id) is None]
            meter.planned = meter.spent + len(paid) * _DOWNLOAD_CREDITS[area]
            progress.begin("files", len(wanted))
            for item_id in wanted:
                try:
                    results.append(await fetch(miro, item_id))
                except (Unauthorized, Forbidden):
                    raise
                except MiroError as error:
                    if len(item_ids) == 1:
                        raise
                    failures.append(f"{item_id}: {error}")
                except OSError as error:
                    failures.append(f"{item_id}: {error.filename}: {error.strerror}")
                progress.advance()

    try:
        settings.run(job)
    except (MiroError, KeyboardInterrupt):
        if len(item_ids) != 1:
            sys.stderr.write(
                f"miro-async: {len(results):,} files are in {directory}; the same command goes on with the others\n"
            )
        raise
    skipped = sum(result["skipped"] for result in results)
    if skipped and not settings.quiet:
        sys.stderr.write(f"miro-async: {skipped:,} of {len(results):,} files were there already, skipped\n")
    return _summed_up(settings, results, FILES, failures, Exit.INCOMPLETE)


def _progress(settings: Settings, meter: Meter, files: int) -> Progress:
    """What shows how far it is: nothing for one file, which is there soon, unless it is to be watched."""
    return Silent() if files == 1 and not settings.watch else progress_on_stderr(meter, settings)


async def _listed(miro: Miro, area: Area, board_id: str, progress: Progress) -> list[str]:
    kind: Literal["image", "document"] = "image" if area == "images" else "document"
    progress.begin("list", None)
    ids: list[str] = []
    async for item in miro.items.list(board_id, type=kind):
        ids.append(item.id)
        progress.advance()
    return ids


def _entry(directory: Path, known: Downloaded, *, is_skipped: bool) -> Entry:
    file = str(directory / known.file)
    return {"id": known.item, "file": file, "bytes": known.bytes, "type": known.type, "skipped": is_skipped}


def _send_all(settings: Settings, calls: Sequence[Call[Any]]) -> Exit:
    """Send uploads in their order, which is their z-order."""
    results: list[Entry] = []
    failures: list[str] = []
    is_unknown = False

    async def job(miro: Miro) -> None:
        nonlocal is_unknown
        meter = Meter(miro.budget, sum(call.credits for call in calls))
        with closing(_progress(settings, meter, len(calls))) as progress:
            progress.begin("files", len(calls))
            for call in calls:
                name = call.files[0].name
                try:
                    results.append(await miro.send(untouched(call)))
                except (OutcomeUnknown, DecodeError) as error:
                    is_unknown = True
                    failures.append(f"{name}: {error}; it may be on the board")
                except MiroError as error:
                    if len(calls) == 1 or isinstance(error, Unauthorized | Forbidden):
                        raise
                    failures.append(f"{name}: {error}")
                progress.advance()

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
