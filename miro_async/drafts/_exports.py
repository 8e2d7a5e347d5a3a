"""Exports of boards."""

from collections.abc import Iterable

from msgspec import UNSET, UnsetType

from miro_async.drafts._parts import many
from miro_async.models import BoardExportCreate, BoardExportUpdate, ExportFormat

__all__ = ["board_export", "board_export_cancellation"]


def board_export(
    board_ids: str | Iterable[str],
    *,
    format: ExportFormat | UnsetType = UNSET,  # noqa: A002 - the API's name
) -> BoardExportCreate:
    """An export of boards.

    Args:
        board_ids: one board, or 1 to 1,000 of them; one that is there twice is exported once.
        format: of the files in which the boards come: ``SVG`` (default), ``HTML`` or ``PDF``.
    """
    ids = (board_ids,) if isinstance(board_ids, str) else many("board_ids", board_ids)
    return BoardExportCreate(board_ids=tuple(dict.fromkeys(ids)), board_format=format)


def board_export_cancellation() -> BoardExportUpdate:
    """That a job is to be cancelled."""
    return BoardExportUpdate(status="CANCELLED")
