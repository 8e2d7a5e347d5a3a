"""Query parameters, and the ids in a path: what they may be, and their text on the wire."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple, cast
from urllib.parse import quote, quote_plus

from msgspec import UNSET

from miro_async.errors import InvalidArgument

__all__ = ["PLAIN_ID", "URI_ID", "IdRule", "Param", "pairs_of", "quoted"]

_ID: Final = re.compile(r"[A-Za-z0-9_=+-]+")


class IdRule(NamedTuple):
    """What the ids in a path may be.

    Attributes:
        fits: whether a value is such an id.
        expected: what it should be, in words.
        quote: makes it safe in a path.
    """

    fits: Callable[[object], bool]
    expected: str
    quote: Callable[[str], str]


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_uri_id(value: object) -> bool:
    return isinstance(value, str) and value.isprintable() and value.strip() not in {"", ".", ".."}


def _quoted_id(value: str) -> str:
    # Its alphabet has two characters that need quoting; `quote` costs four times as much.
    return value.replace("=", "%3D").replace("+", "%2B")


def _quoted_uri_id(value: str) -> str:
    return quote(value, safe="")


PLAIN_ID: Final = IdRule(_is_id, "a non-empty string of letters, digits and _ = + -", _quoted_id)
URI_ID: Final = IdRule(_is_uri_id, 'a printable string, not blank and not "." or ".."', _quoted_uri_id)


class Param(NamedTuple):
    """A query parameter: what it may be, as far as Miro documents it.

    Attributes:
        kind: ``str``, ``int``, ``bool``, `datetime.datetime` or `datetime.date`; the wire carries text either way.
            A time needs its zone; it may also be given as ISO 8601 text.
        required: whether the call is refused without it.
        low: the smallest number, or the fewest characters.
        high: the largest number, or the most characters.
        choices: the values that the API knows, or empty for any.
        is_id: whether it is an id, with the alphabet of ids.
        fixed: the value that is always sent, and that no caller gives; None for a parameter of the caller's.
        wire: its name on the wire, where that is not its name here.
        most: how many values it may have at most, for a parameter that takes several; 0 for one that takes one.
    """

    kind: type[str] | type[int] | type[bool] | type[date] = str
    required: bool = False
    low: int | None = None
    high: int | None = None
    choices: tuple[str, ...] = ()
    is_id: bool = False
    fixed: str | None = None
    wire: str = ""
    most: int = 0


def pairs_of(
    params: Mapping[str, Param], given: Mapping[str, object], operation: str, *, is_secret: bool = False
) -> tuple[tuple[str, str], ...]:
    """The query of a call as text, in the order of the row; of secrets no error shows the value.

    Raises:
        InvalidArgument: a parameter that there is not, that is missing, or that the API would refuse.
    """
    for name in given:
        if name not in params or params[name].fixed is not None:
            known = ", ".join([name for name, param in params.items() if param.fixed is None]) or "none"
            raise InvalidArgument(f"knows no parameter {name} (known: {known})", field=name, operation=operation)
    pairs: list[tuple[str, str]] = []
    for name, param in params.items():
        wire = param.wire or name
        if param.fixed is not None:
            pairs.append((wire, param.fixed))
            continue
        value = given.get(name, UNSET)
        if value is UNSET and not param.required:
            continue
        values = _several(name, value, param, operation) if param.most else (value,)
        pairs += [(wire, _text_of(name, each, param, operation, is_secret=is_secret)) for each in values]
    return tuple(pairs)


def quoted(text: str) -> str:
    """A value of the query as the wire has it."""
    return text if text.isascii() and text.isalnum() else quote_plus(text)  # which takes microseconds


def _several(name: str, value: object, param: Param, operation: str) -> tuple[object, ...]:
    """The values of a parameter that takes several; one may stand for itself."""
    if isinstance(value, str | int) or not isinstance(value, Iterable):
        return (value,)
    values = tuple(cast("Iterable[object]", value))
    if not 0 < len(values) <= param.most:
        expected = f"{name} takes 1 to {param.most} values, not {len(values)}"
        raise InvalidArgument(expected, field=name, operation=operation)
    return values


def _text_of(name: str, value: object, param: Param, operation: str, *, is_secret: bool) -> str:
    text = _WRITERS[param.kind](value, param)
    if text is None:
        instead = "" if is_secret else f", not {value!r}"
        raise InvalidArgument(f"{name} must be {_expectation(param)}{instead}", field=name, operation=operation)
    return text


def _written_text(value: object, param: Param) -> str | None:
    if not isinstance(value, str) or not _is_encodable(value):
        return None
    if param.is_id:
        return value if _is_id(value) else None
    fits = bool(value.strip()) and _within(len(value), param) and (not param.choices or value in param.choices)
    return value if fits else None


def _is_encodable(text: str) -> bool:
    """Whether it can be sent: half a surrogate pair, as bytes become that are no text, has no form on the wire."""
    return text.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in text)


def _written_number(value: object, param: Param) -> str | None:
    # bool is an int to isinstance, and never a number that somebody meant
    fits = isinstance(value, int) and not isinstance(value, bool) and _within(value, param)
    return str(value) if fits else None


def _written_truth(value: object, _param: Param) -> str | None:
    return ("true" if value else "false") if isinstance(value, bool) else None


def _written_time(value: object, _param: Param) -> str | None:
    """A moment in UTC, to the millisecond."""
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return None
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return None
    try:
        return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    except OverflowError:  # in UTC it is before the year 1, or after 9999
        return None


def _written_day(value: object, _param: Param) -> str | None:
    try:
        day = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return None
    return day.isoformat() if isinstance(day, date) and not isinstance(day, datetime) else None


_WRITERS: Final[dict[Any, Callable[[object, Param], str | None]]] = {
    str: _written_text,
    int: _written_number,
    bool: _written_truth,
    datetime: _written_time,
    date: _written_day,
}


def _within(number: int, param: Param) -> bool:
    return (param.low is None or number >= param.low) and (param.high is None or number <= param.high)


def _expectation(param: Param) -> str:
    if param.choices:
        return "one of " + ", ".join(param.choices)
    if param.is_id:
        return PLAIN_ID.expected
    if param.kind is int:
        from_low = "" if param.low is None else f" from {param.low}"
        return f"a whole number{from_low}" + (f" to {param.high}" if param.high is not None else "")
    if param.kind is str:
        return "a non-blank string" + (f" of at most {param.high} characters" if param.high is not None else "")
    return _KINDS_IN_WORDS[param.kind]


_KINDS_IN_WORDS: Final[dict[Any, str]] = {
    bool: "True or False",
    datetime: "a datetime with its time zone",
    date: "a date",
}
