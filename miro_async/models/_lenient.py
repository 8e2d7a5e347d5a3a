"""Reads what the strict way refused: leaves out what cannot be read, and says what that was.

The fast way is one `msgspec` decoder. Only when it fails is the answer decoded untyped, and then converted again
and again, each time without the field that the last error named. What is left out is reported as a `Problem`.
"""

import re
from typing import Any, cast, get_args, get_origin

import msgspec

from miro_async.models._base import Page, Problem
from miro_async.models.items import KnownItem, UnknownItem

__all__ = ["read_leniently"]

_PATH = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.(?P<key>[^.\[\]]+)|\[(?P<index>\d+|\.\.\.)\]")


class _Unreadable(Exception):  # noqa: N818 - never leaves this module
    """Leaving out a field does not help: the object itself is of another shape."""


def read_leniently(body: bytes, shape: Any) -> tuple[Any, tuple[Problem, ...]]:
    """Read ``body`` as ``shape``, leaving out what cannot be read.

    Raises:
        msgspec.DecodeError: the body is no JSON, or its envelope is of another shape.
    """
    tree = msgspec.json.decode(body)
    problems: list[Problem] = []
    try:
        if get_origin(shape) is Page:
            return _read_page(tree, shape, problems), tuple(problems)
        if shape == KnownItem:
            return _read_item(tree, "$", problems), tuple(problems)
        return _convert(tree, shape, "$", problems), tuple(problems)
    except _Unreadable as error:
        raise msgspec.ValidationError(str(error)) from error


def _read_page(tree: Any, shape: Any, problems: list[Problem]) -> Any:
    if not isinstance(tree, dict):
        raise _Unreadable(f"expected a page, an object with a list `data`, got {_brief(tree)}")
    envelope = cast("dict[str, Any]", tree)
    entries: Any = envelope.get("data")
    if not isinstance(entries, list):
        raise _Unreadable(f"data: expected a list, got {_brief(entries)}")
    page = _convert({**envelope, "data": []}, shape, "$", problems)
    (entry_shape,) = get_args(shape)
    data: list[Any] = []
    for index, entry in enumerate(cast("list[Any]", entries)):
        path = f"$.data[{index}]"
        try:
            read = _read_item if entry_shape == KnownItem else _convert_to(entry_shape)
            data.append(read(entry, path, problems))
        except _Unreadable as error:
            problems.append(Problem(path, entry, str(error)))
    return msgspec.structs.replace(page, data=tuple(data), problems=tuple(problems))


def _convert_to(shape: Any) -> Any:
    def read(tree: Any, path: str, problems: list[Problem]) -> Any:
        return _convert(tree, shape, path, problems)

    return read


def _read_item(tree: Any, path: str, problems: list[Problem]) -> Any:
    """An item of a known type, or all of it as an `UnknownItem`."""
    if not isinstance(tree, dict):
        raise _Unreadable(f"expected an item, got {_brief(tree)}")
    found: list[Problem] = []
    try:
        item = _convert(tree, KnownItem, path, found)
    except _Unreadable as error:
        if "id" not in tree or "type" not in tree:
            problems.append(Problem(path, tree, str(error)))
        item = msgspec.structs.replace(_convert(tree, UnknownItem, path, problems), raw=tree)
    else:
        problems.extend(found)
    return item


def _convert(tree: Any, shape: Any, path: str, problems: list[Problem]) -> Any:
    tree = _copied(tree)
    while True:
        try:
            return msgspec.convert(tree, shape)
        except msgspec.ValidationError as error:
            match = _PATH.search(str(error))
            steps = _steps(match["path"]) if match else []
            message = str(error).removesuffix(match[0]) if match else str(error)
            if not steps or (shape == KnownItem and steps == ["type"]):  # the object itself, or what says what it is
                raise _Unreadable(message) from error
            _leave_out(tree, steps, message, path, problems)


def _leave_out(tree: Any, steps: list[str | int], message: str, root: str, problems: list[Problem]) -> None:
    """Take out of ``tree`` the field or element that a validation error names."""
    *way, last = steps
    holder = tree
    for step in way:
        holder = holder[step]
    value = holder[last]
    if isinstance(last, str) and last.lower().endswith("id") and isinstance(value, int) and "`str" in message:
        holder[last] = str(value)
        return
    del holder[last]
    if value is not None:
        problems.append(Problem(root + "".join(map(_step_text, steps)), value, message))


def _steps(path: str) -> list[str | int]:
    """The steps of an error's path; one that names no single place ends at its holder."""
    steps: list[str | int] = []
    for match in _STEP.finditer(path):
        if match["index"] == "...":
            break
        steps.append(match["key"] if match["key"] is not None else int(match["index"]))
    return steps


def _step_text(step: str | int) -> str:
    return f".{step}" if isinstance(step, str) else f"[{step}]"


def _copied(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _copied(value) for key, value in cast("dict[str, Any]", tree).items()}
    if isinstance(tree, list):
        return [_copied(value) for value in cast("list[Any]", tree)]
    return tree


def _brief(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
