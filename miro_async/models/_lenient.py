"""Reads what the strict way refused: leaves out what cannot be read, and says what that was.

The fast way is one `msgspec` decoder. Only when it fails is the answer decoded untyped, and then converted again
and again, each time without the field that the last error named. What is left out is reported as a `Problem`.
"""

import re
from typing import Any, cast, get_args, get_origin

import msgspec

from miro_async.models._base import Page, Problem, ScimPage
from miro_async.models.items import KnownItem, UnknownItem
from miro_async.models.organizations import OrganizationMember
from miro_async.models.user_groups import UserGroupMembersOutcome, UserGroupMembersResult

__all__ = ["read_leniently"]

_PATH = re.compile(r" - at `\$(?P<path>[^`]*)`$")
# The name of a field may be a URN, with a version in it: ``urn:...:2.0:User``.
_STEP = re.compile(r"\.(?P<key>urn:(?:[^.\[\]]|\.(?=\d))+|[^.\[\]]+)|\[(?P<index>\d+|\.\.\.)\]")
_NO_TYPE = "Object missing required field `type`"


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
        if get_origin(shape) in {Page, ScimPage}:
            return _read_page(tree, shape, problems), tuple(problems)
        if shape == KnownItem:
            return _read_item(tree, "$", problems), tuple(problems)
        if shape is UserGroupMembersResult and isinstance(tree, list):
            outcomes = _convert(tree, tuple[UserGroupMembersOutcome, ...], "$", problems)
            return UserGroupMembersResult(outcomes=outcomes), tuple(problems)
        return _convert(tree, shape, "$", problems), tuple(problems)
    except _Unreadable as error:
        raise msgspec.ValidationError(str(error)) from error


def _read_page(tree: Any, shape: Any, problems: list[Problem]) -> Any:
    (entry_shape,) = get_args(shape)
    is_scim = get_origin(shape) is ScimPage
    if is_scim:
        envelope, entries = _opened_scim(tree)
    elif entry_shape is OrganizationMember and isinstance(tree, list):
        envelope, entries = dict[str, Any](), _numbered("$", cast("list[Any]", tree))
    else:
        envelope, entries = _opened(tree)
    page = _convert({**envelope, "Resources" if is_scim else "data": []}, shape, "$", problems)
    data: list[Any] = []
    for path, entry in entries:
        try:
            read = _read_item if entry_shape == KnownItem else _convert_to(entry_shape)
            data.append(read(entry, path, problems))
        except _Unreadable as error:
            problems.append(Problem(path, entry, str(error)))
    size = {"size": len(entries)} if is_scim else {}
    return msgspec.structs.replace(page, data=tuple(data), problems=tuple(problems), **size)


def _opened(tree: Any, where: str = "$") -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """The envelope of a page, and its entries with their paths.

    The items of a group come as any other page. Miro describes two envelopes more: the page holds the group, whose
    data is a list of one page.
    """
    if not isinstance(tree, dict):
        raise _Unreadable(f"expected a page, an object with a list `data`, got {_brief(tree)}")
    envelope = cast("dict[str, Any]", tree)
    data: Any = envelope.get("data")
    where += ".data"
    if isinstance(data, dict) and where == "$.data":
        inner, entries = _opened(data, where)
    elif where == "$.data.data" and _is_page_in_list(data):
        inner, entries = _opened(data[0], where + "[0]")
    elif isinstance(data, list):
        inner, entries = {}, _numbered(where, cast("list[Any]", data))
    else:
        raise _Unreadable(f"data: expected a list, got {_brief(data)}")
    return {**inner, **envelope}, entries


def _opened_scim(tree: Any) -> tuple[dict[str, Any], list[tuple[str, Any]]]:
    """Likewise of SCIM, where a page that has no entry may have no list either (RFC 7644, section 3.4.2)."""
    if not isinstance(tree, dict):
        raise _Unreadable(f"expected a page, an object with a list `Resources`, got {_brief(tree)}")
    envelope = cast("dict[str, Any]", tree)
    entries: Any = [] if _says_it_is_empty(envelope) else envelope.get("Resources")
    if not isinstance(entries, list):
        raise _Unreadable(f"Resources: expected a list, got {_brief(entries)}")
    return envelope, _numbered("$.Resources", cast("list[Any]", entries))


def _says_it_is_empty(envelope: dict[str, Any]) -> bool:
    """Whether a page of SCIM without a list has no entries: none at all, or it begins after the last."""
    total, start = envelope.get("totalResults"), envelope.get("startIndex")
    is_beyond = isinstance(total, int) and isinstance(start, int) and start > total
    return "Resources" not in envelope and (is_beyond or 0 in (total, envelope.get("itemsPerPage")))


def _is_page_in_list(data: Any) -> bool:
    if not (isinstance(data, list) and len(cast("list[Any]", data)) == 1 and isinstance(data[0], dict)):
        return False
    return "id" not in data[0] and "data" in data[0]


def _numbered(where: str, entries: list[Any]) -> list[tuple[str, Any]]:
    return [(f"{where}[{index}]", entry) for index, entry in enumerate(entries)]


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
    places = _Places()
    while True:
        try:
            return msgspec.convert(tree, shape)
        except msgspec.ValidationError as error:
            match = _PATH.search(str(error))
            steps = _steps(match["path"]) if match else []
            message = str(error).removesuffix(match[0]) if match else str(error)
            if message == _NO_TYPE and shape != KnownItem:
                problems.append(_untyped(tree, steps, message, path, places))
                continue
            if not steps or (shape == KnownItem and steps == ["type"]):  # the object itself, or what says what it is
                raise _Unreadable(message) from error
            problem = _leave_out(tree, steps, message, places)
            if problem is not None:
                problems.append(problem._replace(path=path + problem.path))


def _untyped(tree: Any, steps: list[str | int], message: str, path: str, places: "_Places") -> Problem:
    """Let an object be of no type: what it is shows in what it was asked for."""
    for step in steps:
        path += places.text(tree, step)
        tree = tree[step]
    tree["type"] = ""
    return Problem(f"{path}.type", None, message)


def _leave_out(tree: Any, steps: list[str | int], message: str, places: "_Places") -> Problem | None:
    """Take out of ``tree`` the field or element that a validation error names."""
    *way, last = steps
    holder = tree
    path = ""
    for step in way:
        path += places.text(holder, step)
        holder = holder[step]
    value = holder[last]
    is_id = isinstance(last, int) or last.lower().endswith("id")
    if is_id and type(value) is int and "`str" in message:
        holder[last] = str(value)
        return None
    path += places.text(holder, last)
    del holder[last]
    places.forget(holder, last)
    return None if value is None else Problem(path, value, message)


class _Places:
    """Where the elements of lists stood before some were left out."""

    def __init__(self) -> None:
        self._by_list: dict[int, list[int]] = {}

    def text(self, holder: Any, step: str | int) -> str:
        """A step of a path, as the answer had it."""
        if isinstance(step, str):
            return f".{step}"
        places = self._by_list.setdefault(id(holder), list(range(len(holder))))
        return f"[{places[step]}]"

    def forget(self, holder: Any, step: str | int) -> None:
        """Note that the element is left out which `text` told of."""
        if isinstance(step, int):
            del self._by_list[id(holder)][step]


def _steps(path: str) -> list[str | int]:
    """The steps of an error's path; one that names no single place ends at its holder."""
    steps: list[str | int] = []
    for match in _STEP.finditer(path):
        if match["index"] == "...":
            break
        steps.append(match["key"] if match["key"] is not None else int(match["index"]))
    return steps


def _copied(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _copied(value) for key, value in cast("dict[str, Any]", tree).items()}
    if isinstance(tree, list):
        return [_copied(value) for value in cast("list[Any]", tree)]
    return tree


def _brief(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
