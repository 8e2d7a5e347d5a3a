"""What a bulk job writes into its journal, and what the next run of the same job knows by it.

A batch is one entry of the input or several that are sent together. It is written before it is sent, and after it is
answered. Times are epoch seconds by the server's clock, so that a journal may go on on another machine.
"""

import os
from array import array
from collections.abc import Sequence
from typing import Final, TypeAlias

import msgspec

from miro_async.bulk.claims import Claims
from miro_async.bulk.entries import Entry
from miro_async.errors import ConfigurationError, FieldError, StatusError, status_error_class
from miro_async.journal import Journal

__all__ = ["Fate", "History", "Refusal", "SentBatch"]

_FITS_WORD: Final = 2**64


class SentBatch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="record", tag="sent"):
    """A batch goes out.

    Attributes:
        batch: its number.
        indexes: the entries' positions in the input.
        digests: the entries' digests.
        at: when, by the server's clock; None if that is not known.
        first: when it was sent for the first time.
        group: the id of the group that its items are in; empty if they are in none.
    """

    batch: int
    indexes: tuple[int, ...]
    digests: tuple[int, ...]
    at: float | None = None
    first: float | None = None
    group: str = ""


class _Applied(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="record", tag="applied"):
    """A batch had its effect.

    Attributes:
        batch: its number.
        ids: those of what was made or changed, in the order of its entries.
        unsettled: whether it was sent more than once, so that it may take effect again a while after.
    """

    batch: int
    ids: tuple[str, ...]
    unsettled: bool = False


class Refusal(msgspec.Struct, frozen=True, kw_only=True):
    """The API refused an entry, and would do so again."""

    index: int
    operation: str
    status: int
    code: str
    message: str
    fields: tuple[tuple[str, str], ...]

    def error(self) -> StatusError:
        """The error that the API answered."""
        fields = tuple(FieldError(*field) for field in self.fields)
        kind = status_error_class(self.status)
        return kind(self.message, status=self.status, code=self.code, fields=fields, operation=self.operation)


class _NotApplied(msgspec.Struct, frozen=True, kw_only=True, tag_field="record", tag="not_applied"):
    """A batch had no effect; some of its entries may have been refused for good."""

    batch: int
    refusals: tuple[Refusal, ...] = ()


class _Finished(msgspec.Struct, frozen=True, kw_only=True, tag_field="record", tag="finished"):
    """The input ended after so many entries, and each had its turn."""

    total: int


_Record: TypeAlias = SentBatch | _Applied | _NotApplied | _Finished
_decoder: msgspec.json.Decoder[_Record] = msgspec.json.Decoder(_Record)

Fate: TypeAlias = str | Refusal | SentBatch | None
"""What is known of an entry: the id of what it made or changed, its refusal, its unanswered batch, or nothing."""


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
        job: what the journal is of.

    Attributes:
        unanswered: the batches of earlier runs of which nobody knows whether they had an effect, by number.
        claims: what is known to be made or changed by this job.
        unsettled: the ids of what earlier runs changed, and may be changed so again for a while.

    Raises:
        ConfigurationError: see `Journal`.
    """

    def __init__(self, path: str | os.PathLike[str] | None, job: dict[str, str]) -> None:
        self.unanswered: dict[int, SentBatch] = {}
        self.claims = Claims()
        self.unsettled: set[str] = set()
        self._ids = _Words()
        self._odd_ids: dict[int, str] = {}
        self._digests = _Words()
        self._refusals: dict[int, Refusal] = {}
        self._batch_of: dict[int, int] = {}
        self._total: int | None = None
        self._last_batch = 0
        self._open: set[int] = set()
        self._journal: Journal | None = None
        if path is not None:
            self._journal = Journal(path, job, self._learn)

    @property
    def is_kept(self) -> bool:
        """Whether there is a journal."""
        return self._journal is not None

    @property
    def known(self) -> int:
        """How many entries, from the first, earlier runs may have sent."""
        return len(self._digests)

    def fate(self, entry: Entry) -> Fate:
        """What an earlier run knows of an entry.

        Raises:
            ConfigurationError: it knows another entry at this index.
        """
        index = entry.index
        if self._total is not None and index >= self._total:
            raise self._other_input(f"it goes on at index {index}, and the journal's ended there")
        digest = self._digests[index]
        if not digest:
            return None
        if digest != entry.digest:
            raise self._not_the_same(index)
        if index in self._refusals:
            return self._refusals[index]
        if index in self._batch_of:
            return self.unanswered[self._batch_of[index]]
        number = self._ids[index]
        return str(number) if number else self._odd_ids.get(index)

    def check_unsent(self, index: int) -> None:
        """Check that no earlier run sent the entry at an index, where now stands one that cannot be sent.

        Raises:
            ConfigurationError: one did.
        """
        if self._digests[index]:
            raise self._not_the_same(index)

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

    def sent(
        self,
        batch: int,
        entries: Sequence[Entry],
        *,
        at: float | None = None,
        first: float | None = None,
        group: str = "",
    ) -> None:
        """A batch is about to go out; see `SentBatch`."""
        if self._journal is None:
            return
        indexes = tuple(entry.index for entry in entries)
        digests = tuple(entry.digest for entry in entries)
        self._write(SentBatch(batch=batch, indexes=indexes, digests=digests, at=at, first=first, group=group))
        self._open.add(batch)

    def applied(self, batch: int, ids: Sequence[str], *, unsettled: bool = False) -> None:
        """A batch had its effect; see `_Applied`."""
        self.claims.add(ids)
        if self._closes(batch):
            self._write(_Applied(batch=batch, ids=tuple(ids), unsettled=unsettled))

    def not_applied(self, batch: int, refused: Sequence[tuple[Entry, StatusError]] = ()) -> None:
        """A batch had no effect, and some of its entries may have been refused for good; nothing if it was not sent."""
        if self._closes(batch):
            refusals = tuple(_refusal(entry, error) for entry, error in refused)
            self._write(_NotApplied(batch=batch, refusals=refusals))

    def finished(self, total: int) -> None:
        """The input ended, and every entry had its turn."""
        if self._journal is not None and self._total is None:
            self._write(_Finished(total=total))

    def close(self) -> None:
        """Close the journal; may be called any number of times."""
        if self._journal is not None:
            self._journal.close()

    def _closes(self, batch: int) -> bool:
        """Take a batch out of those that were sent and not answered; whether it was one of them."""
        is_open = batch in self._open or batch in self.unanswered
        self._open.discard(batch)
        self.unanswered.pop(batch, None)
        return is_open and self._journal is not None

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
                    self._forget(index)
                    self._digests[index] = digest
                    self._batch_of[index] = batch
            case _Applied(batch=batch, ids=ids, unsettled=unsettled):
                self.claims.add(ids)
                self.unsettled.update(ids if unsettled else ())
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

    def _forget(self, index: int) -> None:
        """What an entry came to is open again: it is sent once more."""
        self._ids[index] = 0
        self._odd_ids.pop(index, None)
        self._refusals.pop(index, None)

    def _remember(self, index: int, item_id: str) -> None:
        if item_id.isascii() and item_id.isdigit() and str(int(item_id)) == item_id and 0 < int(item_id) < _FITS_WORD:
            self._ids[index] = int(item_id)
        else:
            self._odd_ids[index] = item_id

    def _not_the_same(self, index: int) -> ConfigurationError:
        return self._other_input(f"the entry at index {index} is not the journal's")

    def _other_input(self, what: str) -> ConfigurationError:
        path = "" if self._journal is None else self._journal.path
        return ConfigurationError(
            f"the input is not the one that the journal {path} is of: {what}; use another journal for another input"
        )


def _refusal(entry: Entry, error: StatusError) -> Refusal:
    fields = tuple((field.field, field.message) for field in error.fields)
    return Refusal(
        index=entry.index,
        operation=error.operation,
        status=error.status,
        code=error.code,
        message=error.message,
        fields=fields,
    )
