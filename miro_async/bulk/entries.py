"""One entry of a bulk job's input, checked and ready to be sent."""

import hashlib
from dataclasses import dataclass
from typing import Any

from miro_async.endpoints import Call

__all__ = ["ChangeEntry", "DraftEntry", "Entry", "digest_of"]


@dataclass(frozen=True, slots=True)
class Entry:
    """What may be sent.

    Attributes:
        index: its position in the input, from 0.
        given: what stood there.
        digest: eight bytes that tell its content from any other.
    """

    index: int
    given: Any
    digest: int

    @property
    def key(self) -> str:
        """What it changes: entries with one key are sent in their order. Empty if it changes nothing that is there."""
        return ""


@dataclass(frozen=True, slots=True)
class DraftEntry(Entry):
    """A draft of what is to be created.

    Attributes:
        body: its JSON.
    """

    body: bytes


@dataclass(frozen=True, slots=True)
class ChangeEntry(Entry):
    """A change to what is there.

    Attributes:
        call: what makes it; its second id is that of what is changed.
    """

    call: Call[Any]

    @property
    def id(self) -> str:
        """The id of what is changed."""
        return self.call.ids[1]

    @property
    def key(self) -> str:
        """What it changes."""
        return self.id


def digest_of(content: bytes) -> int:
    """Eight bytes that tell a content from any other; never 0."""
    return int.from_bytes(hashlib.blake2b(content, digest_size=8).digest(), "big") or 1
