"""Any instance of a Struct, made from what `msgspec` knows of the type; checks of several fields are obeyed as well."""

import re
from typing import Any, cast

import msgspec
from hypothesis import reject
from hypothesis import strategies as st
from msgspec import inspect

from miro_async.errors import InvalidArgument

_TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)
_PERCENTAGES = st.integers(0, 100).map(lambda number: f"{number}%")
_BY_NAME: dict[str, st.SearchStrategy[str]] = {
    **dict.fromkeys(["x", "y", "position"], _PERCENTAGES),
    **dict.fromkeys(["emails", "email"], st.from_regex(r"\A[a-z]{1,9}@[a-z]{1,9}\.example\Z")),
    **dict.fromkeys(
        ["font_size", "border_width", "stroke_width", "fill_opacity", "border_opacity"],
        st.sampled_from(["0", "0.5", "1", "14", "24", "288"]),
    ),
}
"""What text a field takes, where the check of its Struct tells and no annotation does."""

_PATH = re.compile(r" - at `\$(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.(?P<key>\w+)|\[(?P<index>\d+)\]")
_SNAKE = re.compile(r"_([a-z])")


def instances(kind: Any) -> st.SearchStrategy[Any]:
    """Instances of a type; of fields that need no value each is there or not."""
    return _of(inspect.type_info(kind), "").map(lambda tree: _converted(tree, kind))


def _of(kind: Any, name: str) -> st.SearchStrategy[Any]:  # noqa: PLR0911, PLR0912 - a case for each sort of type
    match kind:
        case inspect.StructType():
            return _struct(kind)
        case inspect.UnionType():
            return st.one_of([_of(each, name) for each in kind.types])
        case inspect.Metadata():
            return _of(kind.type, name)
        case inspect.VarTupleType() | inspect.ListType():
            least, most = kind.min_length or 0, min(kind.max_length or 3, 3)
            return st.lists(_of(kind.item_type, name), min_size=least, max_size=max(least, most))
        case inspect.TupleType():
            return st.tuples(*[_of(each, name) for each in kind.item_types]).map(list)
        case inspect.DictType():
            return st.dictionaries(_of(kind.key_type, name), _of(kind.value_type, name), max_size=2)
        case inspect.LiteralType():
            return st.sampled_from(kind.values)
        case inspect.StrType(pattern=str()):
            return st.from_regex(cast("str", kind.pattern)).filter(lambda text: len(text) < 40)
        case inspect.StrType():
            longest = kind.max_length or 12
            exact = st.text(st.characters(codec="utf-8"), min_size=kind.min_length or 0, max_size=min(longest, 12))
            at_most = st.just("m" * kind.max_length) if kind.max_length else st.nothing()
            return _BY_NAME.get(name, exact | at_most)
        case inspect.FloatType() | inspect.IntType():
            return _numbers(kind)
        case inspect.BoolType():
            return st.booleans()
        case inspect.NoneType():
            return st.none()
        case inspect.DateTimeType():
            return st.datetimes(timezones=st.timezones()).map(msgspec.to_builtins)
        case inspect.DateType():
            return st.dates().map(str)
        case inspect.UUIDType():
            return st.uuids().map(str)
        case _:
            raise NotImplementedError(kind)


def _struct(kind: inspect.StructType) -> st.SearchStrategy[Any]:
    fields = {field.encode_name: _of(field.type, field.name) for field in kind.fields}
    tag = {} if kind.tag_field is None else {kind.tag_field: st.just(kind.tag)}
    required = {field.encode_name: fields.pop(field.encode_name) for field in kind.fields if field.required}
    return st.fixed_dictionaries(tag | required, optional=fields)


def _numbers(kind: Any) -> st.SearchStrategy[Any]:
    least = next((bound for bound in (kind.ge, kind.gt) if bound is not None), -1_000)
    most = next((bound for bound in (kind.le, kind.lt) if bound is not None), 100_000)
    whole = st.integers(int(least), int(most)).filter(lambda number: kind.gt is None or number > kind.gt)
    if isinstance(kind, inspect.IntType):
        return whole
    return whole | st.floats(least, most, exclude_min=kind.gt is not None, exclude_max=kind.lt is not None)


def _converted(tree: Any, kind: Any) -> Any:
    """The instance; a field that a check of several refuses is left out."""
    while True:
        try:
            return msgspec.convert(tree, kind)
        except msgspec.ValidationError as error:
            if not isinstance(error.__cause__, InvalidArgument) or not _left_out(tree, error, error.__cause__.field):
                reject()


def _left_out(tree: Any, error: msgspec.ValidationError, field: str) -> bool:
    """Whether a field was there that could be left out."""
    path = _PATH.search(str(error))
    camel = _SNAKE.sub(lambda match: match[1].upper(), field)
    steps = [
        match["key"] or int(match["index"]) for match in _STEP.finditer((path["path"] if path else "") + "." + camel)
    ]
    *way, last = steps
    for step in way:
        tree = tree[step]
    if not isinstance(tree, dict) or last not in tree:
        return False
    del tree[last]
    return True
