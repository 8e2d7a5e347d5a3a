"""Bodies of calls from the command line: from single options, or whole as JSON."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, cast

import msgspec

from miro_async.endpoints import Endpoint
from miro_async.errors import InvalidArgument
from miro_async.models import explained

__all__ = ["NULL", "body_of", "checked", "json_of"]


def body_of(row: Endpoint[Any], data: str | None, fields: Mapping[str, object]) -> Any:
    """The body for a row of the table.

    Args:
        row: whose body.
        data: the whole body: JSON, ``@`` and the name of a file, or ``-`` for standard input.
        fields: instead of that its values by their paths in the API's JSON; those that are None are not set.

    Raises:
        InvalidArgument: both, or what the API would refuse; the message names the field.
    """
    given = {path: value for path, value in fields.items() if value is not None}
    if data is None:
        return checked(row, _nested(given))
    if given:
        names = ", ".join(given)
        raise InvalidArgument(f"--data is the whole body: it leaves no room for {names}", field="data")
    return checked(row, json_of(data, "--data"))


def checked(row: Endpoint[Any], data: object) -> Any:
    """Plain data as the body of a row.

    Raises:
        InvalidArgument: the API would refuse it.
    """
    try:
        return msgspec.convert(data, row.body)
    except msgspec.ValidationError as error:
        raise explained(error, row.body, row.name) from error


def json_of(text: str, option: str) -> object:
    """What an option says: JSON, ``@`` and the name of a file with JSON, or ``-`` for standard input.

    Raises:
        InvalidArgument: no JSON, or no such file.
    """
    try:
        if text == "-":
            return msgspec.json.decode(sys.stdin.buffer.read())
        if text.startswith("@"):
            return msgspec.json.decode(Path(text[1:]).read_bytes())
        return msgspec.json.decode(text)
    except OSError as error:
        raise InvalidArgument(f"{option} {text}: {error.strerror}", field=option.lstrip("-")) from error
    except (msgspec.DecodeError, UnicodeError) as error:
        raise InvalidArgument(f"{option}: no JSON: {error}", field=option.lstrip("-")) from error


class _Null:
    """Stands for null among fields, in which None means: not set."""


NULL = _Null()


def _nested(fields: Mapping[str, object]) -> dict[str, object]:
    tree: dict[str, object] = {}
    for path, value in fields.items():
        *way, last = path.split(".")
        holder = tree
        for step in way:
            holder = cast("dict[str, object]", holder.setdefault(step, {}))
        holder[last] = None if value is NULL else value
    return tree
