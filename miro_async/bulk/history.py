"""What a bulk job writes into its journal, and what the next run of the same job knows by it.

A batch is written before each time it is sent, and after it is answered. Times are epoch seconds by the server's
clock, so that a journal may go on on another machine.
"""

import os
from array import array
from collections.abc import Sequence
from typing import Final, TypeAlias

import msgspec

from miro_async import endpoints
from miro_async.bulk.claims import Claims
from miro_async.bulk.entries import Entry
from miro_async.errors import ConfigurationError, FieldError, StatusError, status_error_class
from miro_async.journal import Journal

__all__ = ["Fate", "History", "Refusal", "SentBatch"]

_FITS_WORD: Final = 2**64


class SentBatch(msgspec.Struct, frozen=True, kw_only=True, tag_field="record", tag="sent"):
    """A batch goes out.

    Attributes:
        batch: its number.
        at: when, by the server's clock; None if that is not known.
        first: when it was sent for the first time.
        indexes: the drafts' positions in the input.
        digests: the drafts' digests.
    """

    batch: int
    at: float | None
    first: float | None
    indexes: tuple[int, ...]
    digests: tuple[int, ...]


class _Created(msgspec.Struct, frozen=True, kw_only=True, tag_field="record", tag="created"):
    """A batch is on the board: the items' ids in the order of its drafts."""

    batch: int
    ids: tuple[str, ...]


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """The API refused a draft, and would do so again."""

    index: int
    status: int
    code: str
    message: str
    fields: tuple[tuple[str, str], ...]

    def error(self) -> StatusError:
        """The error that the API answered."""
        fields = tuple(FieldError(*field) for field in self.fields)
        kind = status_error_class(self.status)
        row = endpoints.items.create
        return kind(self.message, status=self.status, code=self.code, fields=fields, operation=row.name)


class _NotApplied(msgspec.Struct, frozen=True, kw_only=True, tag_field="record", tag="not_applied"):
    """A batch had no effect; some of its drafts may have been refused for good."""

    batch: int
    refusals: tuple[Refusal, ...] = ()


class _Finished(msgspec.Struct, frozen=True, kw_only=True, tag_field="record", tag="finished"):
    """The input ended after so many drafts, and each had its turn."""

    total: int


_Record: TypeAlias = SentBatch | _Created | _NotApplied | _Finished
_decoder: msgspec.json.Decoder[_Record] = msgspec.json.Decoder(_Record)

Fate: TypeAlias = str | Refusal | SentBatch | None
"""What is known of a draft: the id of its item, its refusal, the unanswered batch that it was in, or nothing."""


class _Words:
    """Numbers of up to 64 bits by index; 0 where there is none. A million of them take 8 MB."""

    def __init__(self) -> None:
        self._words: array[int] = array("Q")

    def __len__(self) -> int:
        return len(self._words)

    def __getitem__(self, index: int) -> int:
        return self._words[index] if index < len(self._words) else 0

    def __setitem__(self, index: int, word: int) -> None:
        missing = index + 1 - len(self._words)
        if missing > 0:
            self._words.frombytes(bytes(missing * self._words.itemsize))
        self._words[index] = word


class History:
    """The journal of a bulk job; without a path it remembers nothing and writes nothing.

    Args:
        path: the journal's file, or None.
        board_id: the board that the job is for.

    Attributes:
        unanswered: the batches of earlier runs of which nobody knows whether they are on the board, by number.
        claims: the items that are known to be this job's.

    Raises:
        ConfigurationError: see `Journal`.
    """

    def __init__(self, path: str | os.PathLike[str] | None, board_id: str) -> None:
        self.unanswered: dict[int, SentBatch] = {}
        self.claims = Claims()
        self._ids = _Words()
        self._odd_ids: dict[int, str] = {}
        self._digests = _Words()
        self._refusals: dict[int, Refusal] = {}
        self._batch_of: dict[int, int] = {}
        self._total: int | None = None
        self._last_batch = 0
        self._journal: Journal | None = None
        if path is not None:
            job = {"operation": endpoints.items.create.name, "board_id": board_id}
            self._journal = Journal(path, job, self._learn)

    @property
    def is_kept(self) -> bool:
        """Whether there is a journal."""
        return self._journal is not None

    def fate(self, entry: Entry) -> Fate:
        """What an earlier run knows of a draft.

        Raises:
            ConfigurationError: it knows another draft at this index.
        """
        index = entry.index
        if self._total is not None and index >= self._total:
            raise self._other_input(f"it goes on at index {index}, and the journal's ended there")
        digest = self._digests[index]
        if not digest:
            return None
        if digest != entry.digest:
            raise self._other_input(f"the draft at index {index} is not the journal's")
        if index in self._refusals:
            return self._refusals[index]
        if index in self._batch_of:
            return self.unanswered[self._batch_of[index]]
        number = self._ids[index]
        return str(number) if number else self._odd_ids.get(index)

    def check_end(self, total: int) -> None:
        """Check that the input does not end before that of the journal.

        Raises:
            ConfigurationError: it does.
        """
        known = max(len(self._digests), self._total or 0)
        if total < known:
            raise self._other_input(f"it ends before index {total}, and the journal's goes on")

    def next_batch(self) -> int:
        """The number of a new batch."""
        self._last_batch += 1
        return self._last_batch

    def sent(self, batch: int, entries: Sequence[Entry], *, at: float | None, first: float | None) -> None:
        """A batch is about to go out."""
        if self._journal is None:
            return
        indexes = tuple(entry.index for entry in entries)
        digests = tuple(entry.digest for entry in entries)
        self._write(SentBatch(batch=batch, at=at, first=first, indexes=indexes, digests=digests))

    def created(self, batch: int, ids: Sequence[str]) -> None:
        """A batch is on the board."""
        self.unanswered.pop(batch, None)
        self.claims.add(ids)
        if self._journal is not None:
            self._write(_Created(batch=batch, ids=tuple(ids)))

    def not_applied(self, batch: int, refused: Sequence[tuple[Entry, StatusError]] = ()) -> None:
        """A batch had no effect, and some of its drafts may have been refused for good."""
        self.unanswered.pop(batch, None)
        if self._journal is not None:
            refusals = tuple(_refusal(entry, error) for entry, error in refused)
            self._write(_NotApplied(batch=batch, refusals=refusals))

    def finished(self, total: int) -> None:
        """The input ended, and every draft had its turn."""
        if self._journal is not None and self._total is None:
            self._write(_Finished(total=total))

    def close(self) -> None:
        """Close the journal; may be called any number of times."""
        if self._journal is not None:
            self._journal.close()

    def _write(self, record: _Record) -> None:
        assert self._journal is not None  # noqa: S101 - every caller asks first
        self._journal.append(msgspec.json.encode(record))

    def _learn(self, line: bytes) -> None:
        try:
            record = _decoder.decode(line)
        except msgspec.DecodeError as error:
            raise ValueError(str(error)) from error
        match record:
            case SentBatch(batch=batch):
                self._last_batch = max(self._last_batch, batch)
                self.unanswered[batch] = record
                for index, digest in zip(record.indexes, record.digests, strict=True):
                    self._digests[index] = digest
                    self._batch_of[index] = batch
            case _Created(batch=batch, ids=ids):
                self.claims.add(ids)
                for index, item_id in zip(self._close(batch), ids, strict=True):
                    self._remember(index, item_id)
            case _NotApplied(batch=batch, refusals=refusals):
                self._close(batch)
                self._refusals.update({refusal.index: refusal for refusal in refusals})
            case _Finished(total=total):
                self._total = total

    def _close(self, batch: int) -> tuple[int, ...]:
        if batch not in self.unanswered:
            raise ValueError(f"batch {batch} was not sent")
        indexes = self.unanswered.pop(batch).indexes
        for index in indexes:
            del self._batch_of[index]
        return indexes

    def _remember(self, index: int, item_id: str) -> None:
        if item_id.isascii() and item_id.isdigit() and str(int(item_id)) == item_id and 0 < int(item_id) < _FITS_WORD:
            self._ids[index] = int(item_id)
        else:
            self._odd_ids[index] = item_id

    def _other_input(self, what: str) -> ConfigurationError:
        path = "" if self._journal is None else self._journal.path
        return ConfigurationError(
            f"the input is not the one that the journal {path} is of: {what}; use another journal for another input"
        )


def _refusal(entry: Entry, error: StatusError) -> Refusal:
    fields = tuple((field.field, field.message) for field in error.fields)
    return Refusal(index=entry.index, status=error.status, code=error.code, message=error.message, fields=fields)
