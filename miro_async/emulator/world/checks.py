"""Checks of a request's body: which fields there are, and what each may hold. The words are those seen live."""

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any, NamedTuple, TypeGuard
from urllib.parse import urlsplit

from miro_async.emulator.world.errors import Problem, invalid

__all__ = [
    "Array",
    "Check",
    "Fields",
    "at_least",
    "checked",
    "color",
    "date_time",
    "decimal_text",
    "flag",
    "identifier",
    "inspect",
    "is_array",
    "is_object",
    "number",
    "one_of",
    "percent",
    "positive",
    "text",
    "web_address",
]

Check = Callable[[object], str | None]
"""Says what is wrong with a value, or None."""

_HEX = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
_DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")
_BLANK = re.compile(r"\s")
_PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,15})?%")
_LARGEST = 1e15


class Fields(NamedTuple):
    """An object.

    Attributes:
        known: its fields.
        required: the types of those that must be there, by name.
        is_nullable: whether null may stand for it.
    """

    known: "dict[str, Check | Fields | Array]"
    required: Mapping[str, str] = MappingProxyType({})
    is_nullable: bool = False


class Array(NamedTuple):
    """An array.

    Attributes:
        entry: what each of its entries is.
        fewest: how many entries it has at least.
        most: how many at most; None for any number.
        too_few: what is said of an array that is too short.
    """

    entry: "Check | Fields"
    fewest: int = 0
    most: int | None = None
    too_few: str = "Array has too few entries"


def is_object(value: object) -> TypeGuard[dict[str, object]]:
    """Whether a JSON value is an object; JSON has no other keys than strings."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[object]]:
    """Whether a JSON value is an array."""
    return isinstance(value, list)


def _expected(kind: str) -> str:
    return f"Unexpected type of value, expected of type [{kind}]"


def checked(body: object, fields: Fields) -> dict[str, Any]:
    """A body with which nothing is wrong.

    Raises:
        Refusal: 400, for all that `inspect` finds.
    """
    problems = list(inspect(body, fields))
    if problems or not is_object(body):
        raise invalid(problems)
    return body


def inspect(value: object, fields: Fields, path: str = "") -> Iterator[Problem]:
    """All that is wrong with an object.

    Args:
        value: the JSON value.
        fields: what it should be.
        path: its own path in the body.
    """
    if not is_object(value):
        if value is not None or not fields.is_nullable:
            yield Problem(path, _expected("Object"))
        return
    prefix = f"{path}." if path else ""
    for name, kind in fields.required.items():
        if name not in value:
            yield Problem(prefix + name, f"Field [{prefix}{name}] of type [{kind}] is required")
    for name, part in value.items():
        rule = fields.known.get(name)
        if rule is None:
            yield Problem(prefix + name, f"Field [{prefix}{name}] is not supported")
        else:
            yield from _inspect_part(part, rule, prefix + name)


def _inspect_part(value: object, rule: "Check | Fields | Array", path: str) -> Iterator[Problem]:
    if isinstance(rule, Fields):
        yield from inspect(value, rule, path)
    elif isinstance(rule, Array):
        yield from _inspect_array(value, rule, path)
    elif (message := rule(value)) is not None:
        yield Problem(path, message)


def _inspect_array(value: object, rule: Array, path: str) -> Iterator[Problem]:
    if not is_array(value):
        yield Problem(path, _expected("Array"))
    elif len(value) < rule.fewest:
        yield Problem(path, rule.too_few)
    elif rule.most is not None and len(value) > rule.most:
        yield Problem(path, f"At most {rule.most} entries are allowed")
    else:
        for index, entry in enumerate(value):
            yield from _inspect_part(entry, rule.entry, f"{path}[{index}]")


def text(shortest: int = 0, longest: int | None = None) -> Check:
    """A string of some length in characters."""

    def check(value: object) -> str | None:
        if not isinstance(value, str):
            return _expected("String")
        if len(value) < shortest:
            return f"Length should be at least {shortest}"
        if longest is not None and len(value) > longest:
            return f"Length should be at most {longest}"
        return None

    return check


def one_of(*choices: str) -> Check:
    """One of some strings."""
    known = frozenset(choices)
    listed = ", ".join(choices)

    def check(value: object) -> str | None:
        if not isinstance(value, str):
            return _expected("String")
        return None if value in known else f"Unexpected value [{value}], expected one of: [{listed}]"

    return check


def color(value: object) -> str | None:
    """A colour in hexadecimal digits."""
    if not isinstance(value, str):
        return _expected("String")
    return None if _HEX.fullmatch(value) else "Color value has invalid hex string"


def identifier(value: object) -> str | None:
    """The id of an item."""
    if not isinstance(value, str):
        return _expected("String")
    return None if value.isascii() and value.isdigit() else "Has illegal integer number value"


def percent(value: object) -> str | None:
    """A part of a length, ``"50%"``."""
    if not isinstance(value, str):
        return _expected("String")
    fits = _PERCENT.fullmatch(value) is not None and float(value[:-1]) <= 100
    return None if fits else f"Unexpected value [{value}], expected a percentage from 0% to 100%"


def flag(value: object) -> str | None:
    """True or false."""
    return None if isinstance(value, bool) else _expected("Boolean")


def number(value: object) -> str | None:
    """A number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _expected("Double")
    return None if -_LARGEST <= value <= _LARGEST else "Value is out of range"


def at_least(lowest: float) -> Check:
    """A number not under a lowest."""

    def check(value: object) -> str | None:
        message = number(value)
        if message is None and isinstance(value, int | float) and value < lowest:
            message = f"Value should be at least {lowest:g}"
        return message

    return check


def positive(value: object) -> str | None:
    """A number above zero."""
    message = number(value)
    if message is None and isinstance(value, int | float) and value <= 0:
        message = "Value should be greater than 0"
    return message


def decimal_text(lowest: float, highest: float = math.inf) -> Check:
    """A number from lowest to highest, in a string: so the API has the numbers of styles."""
    expected = f"from {lowest:g} to {highest:g}" if math.isfinite(highest) else f"of at least {lowest:g}"

    def check(value: object) -> str | None:
        if not isinstance(value, str):
            return _expected("String")
        if not _DECIMAL.fullmatch(value) or not lowest <= float(value) <= highest:
            return f"Unexpected value [{value}], expected a number {expected}"
        return None

    return check


def date_time(value: object) -> str | None:
    """A date and time with its zone, as ISO 8601 has them."""
    if not isinstance(value, str):
        return _expected("String")
    try:
        is_whole = datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        is_whole = False
    return None if is_whole else f"Unexpected value [{value}], expected a date and time in UTC"


def web_address(*schemes: str) -> Check:
    """The address of something on the web."""
    listed = ", ".join(schemes)

    def check(value: object) -> str | None:
        if not isinstance(value, str):
            return _expected("String")
        try:
            address = urlsplit(value)
            is_valid = address.scheme.lower() in schemes and bool(address.hostname) and not _BLANK.search(value)
        except ValueError:
            is_valid = False
        return None if is_valid else f"Unexpected value [{value}], expected a URL of: [{listed}]"

    return check
