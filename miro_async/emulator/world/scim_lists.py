"""Lists of SCIM: which resources they show, in which order, and which attributes of them."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import msgspec

from miro_async.emulator.world.checks import is_array, is_object
from miro_async.emulator.world.errors import Refusal, not_implemented
from miro_async.emulator.world.settings import Settings

__all__ = ["narrowed", "page"]

_LIST_URN: Final = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
_DEFAULT_COUNT: Final = 100
_CONDITION: Final = re.compile(
    r"([\w:.$-]+)\s+(eq|ne|co|sw|ew|gt|ge|lt|le|pr)(?:\s+(\S.*))?", re.IGNORECASE | re.DOTALL
)
_SEVERAL: Final = re.compile(r"\s(?:and|or)\s|^\s*not\b|^\s*\(", re.IGNORECASE)

_Json = dict[str, Any]

_TESTS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "eq": lambda found, wanted: found == wanted,
    "co": lambda found, wanted: wanted in found,
    "sw": lambda found, wanted: found.startswith(wanted),
    "ew": lambda found, wanted: found.endswith(wanted),
    "gt": lambda found, wanted: found > wanted,
    "ge": lambda found, wanted: found >= wanted,
    "lt": lambda found, wanted: found < wanted,
    "le": lambda found, wanted: found <= wanted,
}


def page(resources: Sequence[_Json], params: Mapping[str, str], settings: Settings) -> _Json:
    """The page of a list that a request asks for.

    Raises:
        Refusal: 400 for a filter or a number that is none; 501 for a filter of several conditions.
    """
    shown = [each for each in resources if _fits(each, params.get("filter"))]
    if "sortBy" in params:
        shown.sort(key=lambda each: [str(value) for value in _values(each, params["sortBy"])])
    if params.get("sortOrder", "ascending").lower() == "descending":
        shown.reverse()
    start = max(1, _number(params, "startIndex", 1))  # so RFC 7644, section 3.4.2.4
    wanted = max(0, _number(params, "count", _DEFAULT_COUNT))
    entries = shown[start - 1 : start - 1 + min(wanted, settings.scim_page_limit)]
    answer: _Json = {
        "schemas": [_LIST_URN],
        "totalResults": len(shown),
        "startIndex": start,
        "itemsPerPage": wanted if settings.scim_items_per_page == "requested" else len(entries),
    }
    if entries or settings.scim_empty_list:
        answer["Resources"] = [narrowed(each, params) for each in entries]
    return answer


def narrowed(resource: _Json, params: Mapping[str, str]) -> _Json:
    """A resource with the attributes that a request asks for, its id and its schemas."""
    if "attributes" not in params:
        return resource
    wanted = {name.strip().partition(".")[0].lower() for name in params["attributes"].split(",")}
    return {name: value for name, value in resource.items() if name.lower() in wanted | {"id", "schemas"}}


def _fits(resource: _Json, condition: str | None) -> bool:
    if condition is None:
        return True
    if _SEVERAL.search(condition):
        raise not_implemented(f"filters of several conditions: {condition}")
    match = _CONDITION.fullmatch(condition.strip())
    if match is None or (match[3] is None) != (match[2].lower() == "pr"):
        raise Refusal(400, "invalidFilter", f"Invalid filter: {condition}")
    values = [_folded(value) for value in _values(resource, match[1])]
    operator = match[2].lower()
    if operator == "pr":
        return any(value not in (None, "") for value in values)
    wanted = _operand(match[3], condition)
    if operator == "ne":
        return all(value != wanted for value in values)
    return any(type(value) is type(wanted) and _TESTS[operator](value, wanted) for value in values)


def _operand(text: str, condition: str) -> object:
    try:
        wanted: object = msgspec.json.decode(text)
    except msgspec.DecodeError:
        raise Refusal(400, "invalidFilter", f"Invalid filter: {condition}") from None
    if not isinstance(wanted, str | bool | int | float):
        raise Refusal(400, "invalidFilter", f"Invalid filter: {condition}")
    return _folded(wanted)


def _folded(value: object) -> object:
    return value.casefold() if isinstance(value, str) else value


def _values(resource: object, path: str) -> list[object]:
    """The values at a path, in whatever case it is written, of all entries of lists on the way."""
    found: list[object] = [resource]
    for step in path.split("."):
        held = [each for each in found if is_object(each)]
        parts = [part for each in held for name, part in each.items() if name.lower() == step.lower()]
        found = [value for part in parts for value in (part if is_array(part) else [part])]
    return found


def _number(params: Mapping[str, str], name: str, default: int) -> int:
    given = params.get(name)
    if given is None:
        return default
    digits = given.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 10:
        raise Refusal(400, "invalidValue", f"{name} must be an integer")
    return int(given)
