"""Answers for every row of the table that nothing else answers: checked by the row, and shaped by what it returns.

Such an operation changes nothing and finds nothing. Its parameters and its body must be what the row says, and the
organization, the team and the board in its path must be there. The answer has every described field: ids of the path
and fields of the body come back where the names fit, the rest are sample values, the same for the same request; only
what was created has a new id each time.
"""

import random
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Final, NamedTuple, get_args, get_origin

import msgspec
from msgspec import UNSET, inspect

from miro_async.emulator.http import HttpResponse
from miro_async.emulator.world import organizations
from miro_async.emulator.world.checks import Check, date_time, is_array, is_object, one_of, text
from miro_async.emulator.world.errors import Problem, invalid
from miro_async.emulator.world.handlers import Context, json_answer
from miro_async.emulator.world.paging import CursorScheme, cursor_page
from miro_async.emulator.world.render import instant
from miro_async.endpoints import Endpoint, Param, Repeat
from miro_async.models import Page

__all__ = ["answer", "status_of"]

_STATUS: Final = {"cases.create": 200, "legal_holds.create": 200, "sessions.reset": 200}
"""The statuses of successes that their verbs do not tell."""

_OF_THE_WORLD: Final[dict[str, Callable[[Context, str], object]]] = {
    "org_id": lambda context, value: organizations.check(context.state, value),
    "team_id": lambda context, value: context.state.directory.team(value),
    "board_id": lambda context, value: context.state.board(value),
}
"""What must be there, by the hole of the path that names it."""


def answer(row: Endpoint[Any], context: Context) -> HttpResponse:
    """Answer a request of an operation that has no handler.

    Raises:
        Refusal: 400 or 415, a parameter or the body is not what the row says; 404, something of the path is not there.
    """
    ids = dict(zip(row.holes, context.ids, strict=True))
    for hole, value in ids.items():
        if hole in _OF_THE_WORLD:
            _OF_THE_WORLD[hole](context, value)
    problems = list(_wrong_parameters(row, context.request.query))
    if problems:
        raise invalid(problems)
    body: Mapping[str, object] = {} if row.body is None else _checked_body(row, context)
    if row.returns is None:
        return HttpResponse(status_of(row), {}, b"")
    sampler = _Sampler(context.state.timeline.now(), random.Random(f"{row.name} {context.ids}"))  # noqa: S311 - repeatable chance is the purpose
    said = _fields_of(ids)
    if get_origin(row.returns) is Page:
        return json_answer(_page(row, context, sampler, said))
    if row.template.endswith("}"):
        said["id"] = context.ids[-1]
    elif row.repeat is Repeat.NEVER:
        said["id"] = context.state.ids.number()
    shape = _shape(row.returns)
    is_list = isinstance(shape, inspect.ListType | inspect.VarTupleType)
    return json_answer(sampler.of(shape, "", [said, said] if is_list else {**body, **said}), status_of(row))


def status_of(row: Endpoint[Any]) -> int:
    """The status of a success: 201 for what is created, 204 where nothing is answered, else 200; with exceptions."""
    usual = 204 if row.returns is None else 201 if row.repeat is Repeat.NEVER else 200
    return _STATUS.get(row.name, usual)


@cache
def _shape(kind: Any) -> inspect.Type:
    return inspect.type_info(kind)


def _fields_of(ids: Mapping[str, str]) -> dict[str, Any]:
    """The ids of a path by the names that answers have for them: ``organizationId`` for ``org_id``."""
    return {
        re.sub(r"_(\w)", lambda match: match[1].upper(), hole.replace("org_id", "organization_id")): value
        for hole, value in ids.items()
    }


# --- what is asked ----------------------------------------------------------------------------------------------------


def _wrong_parameters(row: Endpoint[Any], query: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    given: dict[str, list[str]] = {}
    for name, value in query:
        given.setdefault(name, []).append(value)
    for name, param in row.query.items():
        if name == "limit":  # which `cursor_page` checks, in the words seen live
            continue
        wire = param.wire or name
        values = given.get(wire, [])
        if param.required and not values:
            yield Problem(wire, f"Field [{wire}] of type [String] is required")
        if len(values) > max(1, param.most):
            yield Problem(wire, f"At most {max(1, param.most)} entries are allowed")
        yield from (Problem(wire, message) for value in values if (message := _check(param)(value)) is not None)


def _check(param: Param) -> Check:
    """What a value of a parameter must be."""
    if param.kind is int:
        return _whole_number(param)
    if param.kind is bool:
        return one_of("true", "false")
    if param.kind is datetime:
        return date_time
    if param.kind is date:
        return _day
    return one_of(*param.choices) if param.choices else text(param.low or 0, param.high)


def _whole_number(param: Param) -> Check:
    def check(value: object) -> str | None:
        if not isinstance(value, str) or re.fullmatch(r"-?[0-9]{1,18}", value) is None:
            return "Unexpected type of value, expected of type [Integer]"
        if param.low is not None and int(value) < param.low:
            return f"Value should be at least {param.low}"
        if param.high is not None and int(value) > param.high:
            return f"Value should be at most {param.high}"
        return None

    return check


def _day(value: object) -> str | None:
    try:
        fits = isinstance(value, str) and len(value) == len("2026-05-20") and bool(date.fromisoformat(value))
    except ValueError:
        fits = False
    return None if fits else f"Unexpected value [{value}], expected a date"


_AT: Final = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_NAMED: Final = re.compile(r"Object (?P<what>missing required|contains unknown) field `(?P<field>[^`]*)`")
_EXPECTED: Final = re.compile(r"Expected `(?P<kind>str|int|float|bool|object|array)(?: \| null)?`")
_KINDS: Final = {
    "str": "String",
    "int": "Integer",
    "float": "Double",
    "bool": "Boolean",
    "object": "Object",
    "array": "Array",
}


def _checked_body(row: Endpoint[Any], context: Context) -> Mapping[str, object]:
    value = context.body()
    try:
        msgspec.convert(value, row.body)
    except msgspec.ValidationError as error:
        raise invalid([_problem(str(error))]) from None
    return value if is_object(value) else {}


def _problem(message: str) -> Problem:
    """What is wrong with a body, in the words seen live as far as they are known."""
    at = _AT.search(message)
    path = at["path"] if at else ""
    message = message.removesuffix(at[0]) if at else message
    if (named := _NAMED.fullmatch(message)) is not None:
        path = f"{path}.{named['field']}".removeprefix(".")
        is_missing = named["what"] == "missing required"
        return Problem(path, f"Field [{path}] is required" if is_missing else f"Field [{path}] is not supported")
    if (expected := _EXPECTED.match(message)) is not None and "got" in message:
        return Problem(path, f"Unexpected type of value, expected of type [{_KINDS[expected['kind']]}]")
    return Problem(path, message)


# --- what is answered -------------------------------------------------------------------------------------------------


class _Entry(NamedTuple):
    """An entry of a list, by its place in it."""

    id: str
    wire: Any


def _page(row: Endpoint[Any], context: Context, sampler: "_Sampler", said: Mapping[str, Any]) -> Any:
    """A page of a list of two entries."""
    (kind,) = get_args(row.returns)
    entries = [_Entry(place, sampler.of(_shape(kind), "", said)) for place in ("1", "2")]
    limit = row.query.get("limit", Param())
    scheme = CursorScheme(limit.low or 1, limit.high or 100, limit.high or 100, is_id=True)
    page = cursor_page(entries, context.params, scheme)
    return page.bare_wire([entry.wire for entry in page.items])


_SAID: Final[dict[type[inspect.Type], tuple[type, ...]]] = {
    inspect.StrType: (str,),
    inspect.IntType: (int,),
    inspect.FloatType: (int, float),
    inspect.BoolType: (bool,),
    inspect.DictType: (dict,),
    inspect.AnyType: (str, int, float, bool, dict, list),
    inspect.StructType: (dict,),
    inspect.ListType: (list,),
    inspect.VarTupleType: (list,),
}
"""What a request may have said for a type, as JSON has it."""

_SAMPLES: Final[dict[type[inspect.Type], Any]] = {
    inspect.IntType: 1,
    inspect.FloatType: 1.0,
    inspect.BoolType: True,
    inspect.NoneType: None,
    inspect.DictType: {},
    inspect.AnyType: {},
    inspect.RawType: {},
}
_SAMPLE_TEXTS: Final = (
    (re.compile(r"(?i)email"), "someone@emulated.example"),
    (re.compile(r"(?i)(url|uri|link|ref)$"), "https://emulated.example/"),
    (re.compile(r"^ip$"), "192.0.2.1"),
)
_ID: Final = re.compile(r"(^i|I)ds?$")
_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|_")


class _Sampler(NamedTuple):
    """Makes values of a shape, out of what was said as far as it fits.

    Attributes:
        now: the emulator's time in epoch seconds.
        chance: makes ids.
    """

    now: float
    chance: random.Random

    def of(self, shape: inspect.Type, name: str, said: object = UNSET, above: tuple[type, ...] = ()) -> object:
        """A value.

        Args:
            shape: what it is.
            name: the field that holds it, as on the wire.
            said: the value that the request has for it; `UNSET` or null for none.
            above: the objects that it is in; none is put into itself.
        """
        options = list(_options(shape))
        for value in (said, str(said)) if type(said) is int else (said,):
            for option in options:
                if _fits(option, value):
                    return self._made(option, name, value, above)
        usable = (option for option in options if not (isinstance(option, inspect.StructType) and option.cls in above))
        return self._made(next(usable, inspect.NoneType()), name, UNSET, above)

    def _made(self, option: inspect.Type, name: str, said: object, above: tuple[type, ...]) -> object:
        if isinstance(option, inspect.StructType):
            fields = said if is_object(said) else {}
            within = (*above, option.cls)
            tag = {} if option.tag_field is None else {option.tag_field: option.tag}
            return tag | {
                field.encode_name: self.of(field.type, field.encode_name, fields.get(field.encode_name, UNSET), within)
                for field in option.fields
            }
        if isinstance(option, inspect.ListType | inspect.VarTupleType):
            return self._list(option.item_type, name, said, above)
        return self._leaf(option, name) if said is UNSET else said

    def _list(self, entry: inspect.Type, name: str, said: object, above: tuple[type, ...]) -> list[object]:
        if is_array(said):
            return [self.of(entry, name, each, above) for each in said]
        is_again = isinstance(entry, inspect.StructType) and entry.cls in above
        return [] if is_again else [self.of(entry, name, UNSET, above)]

    def _leaf(self, option: inspect.Type, name: str) -> object:
        if isinstance(option, inspect.LiteralType):
            return option.values[0]
        if isinstance(option, inspect.DateTimeType):
            return instant(int(self.now))
        if isinstance(option, inspect.UUIDType):
            return str(uuid.UUID(int=self.chance.getrandbits(128), version=4))
        if isinstance(option, inspect.DateType):
            return instant(int(self.now)).partition("T")[0]
        return self._text(name) if isinstance(option, inspect.StrType) else _SAMPLES[type(option)]

    def _text(self, name: str) -> str:
        if _ID.search(name):
            return f"3458764{self.chance.randrange(10**12):012d}"
        fitting = (sample for pattern, sample in _SAMPLE_TEXTS if pattern.search(name))
        return next(fitting, f"emulated {_WORD.sub(' ', name).lower()}".strip())


def _options(shape: inspect.Type) -> Iterator[inspect.Type]:
    """The type itself, or the members of a union; of metadata only the format of an id counts."""
    if isinstance(shape, inspect.UnionType):
        for member in shape.types:
            yield from _options(member)
    elif isinstance(shape, inspect.Metadata):
        yield from [inspect.UUIDType()] if _format(shape) == "uuid" else _options(shape.type)
    else:
        yield shape


def _format(metadata: Any) -> object:  # msgspec does not say what its dicts hold
    described = metadata.extra_json_schema
    return None if described is None else described.get("format")


def _fits(option: inspect.Type, said: object) -> bool:
    if isinstance(option, inspect.LiteralType):
        return said in option.values
    return type(said) in _SAID.get(type(option), ())
