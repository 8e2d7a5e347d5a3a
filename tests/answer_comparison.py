"""What of an answer is lost between reading it and writing it again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, cast

import msgspec

from miro_async.models import UnknownItem

_BARE_LISTS = {
    "organization_members.list": "data",  # when asked for addresses
    "user_group_members.update": "outcomes",
}
"""Operations that may answer with a list and no object around it, and the field that we have it in."""


def as_we_have_it(operation: str, answer: Any) -> Any:
    """The answer in our envelope, where the description has another."""
    if operation in _BARE_LISTS and type(answer) is list:
        return {_BARE_LISTS[operation]: cast("Any", answer)}
    if operation == "groups.list_items" and type(answer["data"]) is dict:  # as described: the group, with a page
        return {"data": [item for page in answer["data"]["data"] for item in page["data"]]}
    return answer


def lost(answer: Any, value: Any) -> list[str]:
    """The fields of an answer that the value made of it does not have, or has otherwise; with their paths.

    An id may be a number in the answer and text here, and a moment may be written otherwise.
    """
    return list(_differences(answer, _encoded(value), "$"))


def _encoded(value: Any) -> Any:
    """The value as JSON again; an item of an unknown type is what it came as."""

    def plain(part: Any) -> Any:
        if isinstance(part, UnknownItem):
            return part.raw
        if isinstance(part, msgspec.Struct):
            return {
                field.encode_name: plain(getattr(part, field.name)) for field in msgspec.structs.fields(part)
            } | _tag(part)
        if isinstance(part, tuple | list):
            return [plain(each) for each in cast("Sequence[Any]", part)]
        return msgspec.to_builtins(part)

    return plain(value)


def _tag(part: msgspec.Struct) -> dict[str, Any]:
    config = part.__struct_config__
    return {} if config.tag_field is None else {str(config.tag_field): config.tag}


def _differences(before: Any, after: Any, path: str) -> Iterator[str]:
    if isinstance(before, Mapping):
        entries = cast("Mapping[str, Any]", before)
        if not isinstance(after, Mapping):
            yield f"{path}: is {after!r}"
            return
        for name, part in entries.items():
            if name in after:
                yield from _differences(part, after[name], f"{path}.{name}")
            elif part not in (None, {}, []):
                yield f"{path}.{name}: is gone"
    elif isinstance(before, list) and isinstance(after, list):
        parts, others = cast("list[Any]", before), cast("list[Any]", after)
        if len(parts) != len(others):
            yield f"{path}: has {len(others)} entries, not {len(parts)}"
        for index, (part, other) in enumerate(zip(parts, others, strict=False)):
            yield from _differences(part, other, f"{path}[{index}]")
    elif not (before is None and _is_empty(after)) and not _same(before, after):
        yield f"{path}: is {after!r}, not {before!r}"


def _is_empty(value: Any) -> bool:
    """Whether a value says nothing: an absent object is one without anything in it."""
    if isinstance(value, Mapping):
        return all(map(_is_empty, cast("Mapping[str, Any]", value).values()))
    return value in (None, [], "")


def _same(before: Any, after: Any) -> bool:
    if before == after and isinstance(before, bool) is isinstance(after, bool):
        return True
    if isinstance(before, str) and isinstance(after, str):
        return _moment(before) is not None and _moment(before) == _moment(after)
    return isinstance(before, int) and not isinstance(before, bool) and str(before) == after


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None
