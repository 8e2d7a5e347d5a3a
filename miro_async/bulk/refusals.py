"""Which drafts of a batch the API refused: the answer 400 of a bulk create names them by their place in the batch."""

import re
from collections import defaultdict

from miro_async.errors import FieldError, StatusError

__all__ = ["named", "narrowed"]

# "The zero-based index, then the parameter" says Miro's description; how they are put together it does not say.
_PLACE = re.compile(r"(?:\$|\w+)?\[(?P<bracketed>\d+)\](?P<after>.*)|(?P<bare>\d+)(?P<rest>(?:[^\d].*)?)", re.DOTALL)


def named(error: StatusError, size: int) -> dict[int, tuple[FieldError, ...]]:
    """The drafts that an error names, by their place in a batch of ``size``, each with its own wrong fields."""
    found: defaultdict[int, list[FieldError]] = defaultdict(list)
    for field, message in error.fields:
        match = _PLACE.fullmatch(field.strip())
        if match is None:
            continue
        place = int(match["bracketed"] or match["bare"])
        own = (match["after"] or match["rest"] or "").lstrip(". :/")
        if place < size:
            found[place].append(FieldError(own, message))
    return {place: tuple(fields) for place, fields in sorted(found.items())}


def narrowed(error: StatusError, fields: tuple[FieldError, ...]) -> StatusError:
    """The error, as if it were about one draft only."""
    own = type(error)(
        error.message,
        status=error.status,
        code=error.code,
        fields=fields,
        request_id=error.request_id,
        operation=error.operation,
        method=error.method,
        path=error.path,
        attempts=error.attempts,
        waited=error.waited,
    )
    own.__cause__ = error
    return own
