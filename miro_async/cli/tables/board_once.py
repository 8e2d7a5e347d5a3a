"""The board that an import goes to; a new one is created once, whatever happens on the way.

A board's name is not unique, so its description gets a mark. The mark is in the journal before the request goes
out; when nobody knows whether that was applied, the newest boards are read until the mark is seen or enough time has
passed for it to be there.
"""

import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import msgspec

from miro_async import drafts, endpoints
from miro_async.client import Miro
from miro_async.errors import DecodeError, MiroError, OutcomeUnknown
from miro_async.journal import Journal
from miro_async.models import UNSET, Board

__all__ = ["SETTLE_S", "BoardLog", "create_once", "pauses"]

SETTLE_S: Final = 45.0
"""Seconds after which a write that is not to be seen was not applied, if nothing else is said."""

_NEWEST_PAGES: Final = 4
_MOST_SENDINGS: Final = 5


class _Mark(msgspec.Struct, frozen=True, tag_field="record", tag="mark"):
    """A board with this in its description is about to be created."""

    mark: str


class _Made(msgspec.Struct, frozen=True, tag_field="record", tag="board"):
    """The board is there."""

    board_id: str


_decoder = msgspec.json.Decoder(_Mark | _Made)


class BoardLog:
    """What is known of the new board of an import, in a journal if there is one.

    Args:
        path: the journal's file; None remembers nothing.
        job: what tells the import from any other.

    Attributes:
        mark: in the description of the board; empty before it was sent for the first time.
        board_id: of the board; empty until it is surely there.

    Raises:
        ConfigurationError: see `Journal`.
    """

    def __init__(self, path: Path | None, job: dict[str, str]) -> None:
        self.mark = ""
        self.board_id = ""
        self._journal = None if path is None else Journal(path, job, self._learn)

    def sending(self, mark: str) -> None:
        """A board with this mark is about to be created."""
        self._write(_Mark(mark))

    def made(self, board_id: str) -> None:
        """The board is there."""
        self._write(_Made(board_id))

    def close(self) -> None:
        """Close the journal."""
        if self._journal is not None:
            self._journal.close()

    def _write(self, record: _Mark | _Made) -> None:
        if self._journal is not None:
            self._journal.append(msgspec.json.encode(record))
        self._note(record)

    def _learn(self, line: bytes) -> None:
        self._note(_decoder.decode(line))

    def _note(self, record: _Mark | _Made) -> None:
        if isinstance(record, _Mark):
            self.mark = record.mark
        else:
            self.board_id = record.board_id


async def create_once(miro: Miro, name: str, source: str, log: BoardLog, settle: float) -> Board:
    """The new board of an import: that of an earlier run, or one that is created now.

    Args:
        miro: the client.
        name: of the board.
        source: of its content, for its description.
        log: what an earlier run knows, and this one finds out.
        settle: seconds after which a board that is not to be seen was not created.

    Raises:
        OutcomeUnknown: it was sent several times, and never seen.
        MiroError: it cannot be created.
    """
    if log.board_id:
        return await miro.boards.get(log.board_id)
    board = await _find(miro, log.mark, settle) if log.mark else None
    if board is None:
        if not log.mark:
            log.sending(f"miro-async import {secrets.token_hex(8)}")
        board = await _create(miro, name, f"{source[:200]}; {log.mark}", log.mark, settle)
    log.made(board.id)
    return board


def pauses(total: float) -> Iterator[float]:
    """Growing pauses that add up to `total` seconds, the first one of none."""
    yield 0.0
    pause = 0.5
    while total > 0:
        yield min(pause, total)
        total -= pause
        pause = min(2 * pause, 15.0)


async def _create(miro: Miro, name: str, description: str, mark: str, settle: float) -> Board:
    body = drafts.board(name, description=description)
    for left in reversed(range(_MOST_SENDINGS)):
        try:
            return await miro.boards.create(body)
        except (OutcomeUnknown, DecodeError) as error:
            try:
                board = await _find(miro, mark, settle)
            except MiroError as unreadable:  # what matters is that there may be a board now
                raise error from unreadable
            if board is not None:
                return board
            if not left or isinstance(error, DecodeError):  # an answer that cannot be read was a success
                raise
    raise AssertionError("the last sending returns or raises")


async def _find(miro: Miro, mark: str, settle: float) -> Board | None:
    """The board with the mark; None if it is not there after `settle` seconds.

    Only the list of a team can be sorted, and only that shows a new board at once (https://developers.miro.com/
    reference/get-boards); a board that names no team goes into that of the token.
    """
    team_id = (await miro.tokens.get()).team.id
    for pause in pauses(settle):
        for page in range(_NEWEST_PAGES):
            call = endpoints.boards.list(team_id=team_id or UNSET, sort="last_created", limit=50, offset=50 * page)
            boards = (await miro.exchange(call, delay=pause if page == 0 else 0.0)).value.data
            for board in boards:
                if mark in (board.description or ""):
                    return board
            if len(boards) < 50:
                break
    return None
