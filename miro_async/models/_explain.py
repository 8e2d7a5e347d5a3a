"""Turns the error of a strict check into one that names the Python field and what was expected there."""

import re
from typing import Any

import msgspec
from msgspec import inspect

from miro_async.errors import InvalidArgument

__all__ = ["explained"]

_PATH = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.(?P<key>urn:(?:[^.\[\]]|\.(?=\d))+|[^.\[\]]+)|\[\d+\]")
_EXTENSION = re.compile(r"\.urn:[\w:]+:(\w+):\d\.\d:\w+")  # of SCIM: its name stands in its URN
_CAMEL = re.compile(r"(?<=[a-z0-9])([A-Z])")
_HEX = "a colour as #rrggbb"
_EMAIL = "an e-mail address"


def explained(error: msgspec.ValidationError, body: Any, operation: str = "") -> InvalidArgument:
    """The error of a check, for the user.

    Args:
        error: what `msgspec` found; its path has the names of the wire.
        body: the type that was expected.
        operation: the operation's name.
    """
    message = str(error)
    match = _PATH.search(message)
    own = error.__cause__.field if isinstance(error.__cause__, InvalidArgument) else ""
    if match is None:
        return InvalidArgument(f"body: {message}", field=own or "body", operation=operation)
    message = message.removesuffix(match[0])
    path = match["path"]
    if own:  # a check of several fields: it knows which one is wrong
        path = f"{path}.{own}"
    elif "enum value" in message:
        message = f"{message}; expected one of {', '.join(_choices(body, path))}"
    elif "matching regex '^#" in message:
        message = f"expected {_HEX}"
    elif "matching regex '^[^@" in message:
        message = f"expected {_EMAIL}"
    field = _CAMEL.sub(r"_\1", _EXTENSION.sub(r".\1", path)).lower().lstrip(".")
    return InvalidArgument(f"{field}: {message}", field=field, operation=operation)


def _choices(body: Any, path: str) -> list[str]:
    """What may stand at a path: the values of the literals there."""
    places = _alternatives(inspect.type_info(body))
    for step in _STEP.finditer(path):
        places = [found for place in places for found in _step(place, step["key"])]
    return [str(value) for place in places if isinstance(place, inspect.LiteralType) for value in place.values]


def _step(place: inspect.Type, key: str | None) -> list[inspect.Type]:
    if key is None:
        return _alternatives(place.item_type) if isinstance(place, inspect.ListType | inspect.VarTupleType) else []
    if not isinstance(place, inspect.StructType):
        return []
    return [kind for field in place.fields if field.encode_name == key for kind in _alternatives(field.type)]


def _alternatives(kind: inspect.Type) -> list[inspect.Type]:
    """The type itself, or the members of a union; without metadata."""
    if isinstance(kind, inspect.UnionType):
        return [member for each in kind.types for member in _alternatives(each)]
    return _alternatives(kind.type) if isinstance(kind, inspect.Metadata) else [kind]
