"""Values that fit a schema of Miro's description: any of them, and one with everything in it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=8)
_LEAVES: dict[str, st.SearchStrategy[Any]] = {
    "string": _TEXTS,
    "boolean": st.booleans(),
    "number": st.floats(-1e9, 1e9) | st.integers(-1000, 1000),
}
_FORMATS: dict[str, st.SearchStrategy[Any]] = {
    "date-time": st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001 - the strategy adds the zone
        lambda moment: moment.replace(tzinfo=UTC, microsecond=moment.microsecond // 1000 * 1000).isoformat()
    ),
    "date": st.dates().map(str),
    "uuid": st.uuids().map(str),
}
_SAMPLES = {
    "date-time": "2026-05-20T06:38:21Z",
    "date": "2026-05-20",
    "uuid": "92343229-c532-446d-b8cb-2f155bedb807",
}
_PATTERNS: dict[str, st.SearchStrategy[Any]] = {"^[0-9]+$": st.integers(0, 10**19).map(str)}
_INTEGERS = {"int32": st.integers(0, 2**31 - 1), "int64": st.integers(0, 2**63 - 1)}
_ANYTHING = st.recursive(st.none() | st.booleans() | _TEXTS, lambda inner: st.lists(inner, max_size=2), max_leaves=3)


def instances(schema: Any) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - a case for each sort of schema
    """Any JSON value that fits; a field that is not required may be missing."""
    if "oneOf" in schema:
        return st.one_of([instances({**_without(schema, "oneOf"), **each}) for each in schema["oneOf"]])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    match schema.get("type"):
        case "object" | None if "properties" in schema:
            return _objects(schema)
        case "object":
            return st.dictionaries(_TEXTS, _ANYTHING, max_size=2)
        case "array":
            most = min(3, schema.get("maxItems", 3))
            return st.lists(instances(schema["items"]), min_size=schema.get("minItems", 0), max_size=most)
        case "integer":
            return _INTEGERS[schema.get("format", "int32")]
        case "string":
            if "pattern" in schema:
                return _PATTERNS[schema["pattern"]]
            return _FORMATS.get(schema.get("format", ""), _TEXTS)
        case None:
            return _TEXTS
        case kind:
            return _LEAVES[kind]


def _objects(schema: Any) -> st.SearchStrategy[Any]:
    fields = {name: instances(part) for name, part in schema["properties"].items()}
    required = {name: fields.pop(name) for name in schema.get("required", ()) if name in fields}
    return st.fixed_dictionaries(required, optional=fields)


def whole(schema: Any) -> Iterator[Any]:
    """Values in which every field is there and says something; as many as show every alternative."""
    for index in range(_alternatives(schema)):
        yield _whole(schema, index, "x")


def _whole(schema: Any, index: int, name: str) -> Any:  # noqa: PLR0911 - likewise
    if "oneOf" in schema:
        each = schema["oneOf"][index % len(schema["oneOf"])]
        return _whole({**_without(schema, "oneOf"), **each}, index, name)
    if "enum" in schema:
        return schema["enum"][index % len(schema["enum"])]
    match schema.get("type"):
        case "object" | None if "properties" in schema:
            return {key: _whole(part, index, key) for key, part in schema["properties"].items()}
        case "object":
            return {"novel": [1, {"of": "tomorrow"}]}
        case "array":
            return [_whole(schema["items"], index, name)]
        case "integer":
            return 7
        case "number":
            return 7.5
        case "boolean":
            return True
        case _:
            known = {
                "date-time": "2026-05-20T06:38:21Z",
                "date": "2026-05-20",
                "uuid": "92343229-c532-446d-b8cb-2f155bedb807",
            }
            return known.get(schema.get("format"), "35" if "pattern" in schema else f"some {name}")


def _alternatives(schema: Any) -> int:
    """The most alternatives that there are at any place."""
    parts = [*schema.get("oneOf", ()), *schema.get("properties", {}).values()]
    parts += [schema["items"]] if "items" in schema else []
    return max([len(schema.get("oneOf", "x")), *map(_alternatives, parts)])


def _without(schema: Any, key: str) -> Any:
    return {name: part for name, part in schema.items() if name != key}
