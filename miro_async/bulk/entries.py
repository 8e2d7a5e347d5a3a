"""One draft of a bulk job, checked and encoded; and the call that creates some of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from miro_async import drafts, endpoints
from miro_async.drafts import ItemDraft
from miro_async.endpoints import Call
from miro_async.errors import InvalidArgument
from miro_async.models import KnownItem, Page

__all__ = ["Entry", "checked", "create_call"]

_WHERE = "[0]"  # each draft is checked as a batch of one


@dataclass(frozen=True, slots=True)
class Entry:
    """A draft that may be sent.

    Attributes:
        index: its position in the input, from 0.
        draft: the draft.
        body: its JSON in a bulk create.
        digest: eight bytes that tell its content from any other.
    """

    index: int
    draft: ItemDraft
    body: bytes
    digest: int


def checked(board_id: str, index: int, draft: ItemDraft) -> Entry:
    """Check and encode a draft.

    Raises:
        InvalidArgument: no draft, or one that the API would refuse; ``field`` is its own, ``"style.fill_color"``.
    """
    try:
        call = endpoints.items.create(board_id, body=drafts.entries([draft]))
    except InvalidArgument as error:
        message = str(error.args[0]).removeprefix(_WHERE).lstrip(". ")
        field = error.field.removeprefix(_WHERE).lstrip(".")
        raise InvalidArgument(message, field=field, operation=endpoints.items.create.name) from error
    body = (call.body or b"")[1:-1]  # without the brackets of the list
    digest = hashlib.blake2b(body, digest_size=8).digest()
    return Entry(index, draft, body, int.from_bytes(digest, "big"))


def create_call(board_id: str, entries: Sequence[Entry]) -> Call[Page[KnownItem]]:
    """The call that creates these drafts, all or none."""
    row = endpoints.items.create
    body = b"[" + b",".join(entry.body for entry in entries) + b"]"
    return Call(row, (board_id,), (), body, row.credits * len(entries))
