"""An `Endpoint` is a row of the table; called with ids and a body it gives a `Call`, one request as data."""

import enum
import re
import shlex
from collections.abc import Callable, Sequence
from pathlib import Path
from types import NoneType
from typing import Annotated, Any, ClassVar, Final, Generic, Literal, Self, TypeVar, cast, get_origin
from urllib.parse import quote, quote_plus

import msgspec

from miro_async.endpoints._param import PLAIN_ID, URI_ID, IdRule, Param, pairs_of, quoted
from miro_async.errors import InvalidArgument
from miro_async.files import File, Part
from miro_async.later import load
from miro_async.models import Problem, explained, read_leniently

__all__ = ["CREDITS", "LATER", "Call", "Endpoint", "Repeat", "Rows", "ScimEndpoint", "all_rows", "by_name"]

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

CREDITS = {1: 50, 2: 100, 3: 500, 4: 2_000}
"""Credits of a call by its weight level (Miro's page on rate limiting)."""

_HOLE = re.compile(r"\{(\w+)\}")


class Repeat(enum.Enum):
    """Whether a call may be sent again when nobody knows what became of it."""

    SAFE = "safe"
    """It reads, or sets a state: applied twice it does what it does once."""

    NEVER = "never"
    """Applied twice it does something else than applied once."""

    NOT_FOUND_IS_DONE = "404-is-done"
    """It removes something: repeated, an answer 404 means that the first attempt was applied."""


class Call(msgspec.Struct, Generic[T_co], frozen=True):
    """One request of the metered API, not yet sent; `miro_async.Miro.send` sends it.

    It pickles, copies and compares, and holds no token.

    Attributes:
        endpoint: the row of the table.
        ids: what fills the holes of the path, in order.
        query: the query parameters as text, in order.
        body: the JSON body as bytes; None for no body.
        credits: what the call costs; `costs_at_least` says whether that is only the least.
        files: what to upload beside the body, in order.
    """

    endpoint: "Endpoint[T_co]"
    ids: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    credits: int = 0
    files: tuple[File, ...] = ()

    @property
    def operation(self) -> str:
        """The operation's name, ``"tags.create"``."""
        return self.endpoint.name

    @property
    def path(self) -> str:
        """The path on the wire, quoted, without query string."""
        return self.endpoint.fill(self.ids)

    @property
    def target(self) -> str:
        """The path on the wire with its query string."""
        if not self.query:
            return self.path
        return f"{self.path}?{'&'.join([f'{name}={quoted(value)}' for name, value in self.query])}"

    @property
    def costs_at_least(self) -> bool:
        """Whether the call may cost more than its `credits`, as the headers of the answer then tell."""
        return self.endpoint.costs_at_least

    @property
    def form(self) -> tuple[Part, ...]:
        """The parts of a call with files: the body, if there is one, and each file. Beside several it is one itself."""
        several = self.endpoint.most_files > 1
        json = "application/json"
        data = () if self.body is None else (Part("data", self.body, json, "data.json" if several else ""),)
        name = "resources" if several else "resource"
        return (*data, *[Part(name, file, file.content_type, file.name) for file in self.files])

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no text about the call or its answer may show: the values of its parameters and its body, if secret.

        Each is there as it is and as addresses, pages and JSON write it: a server may repeat any of them.
        """
        if not self.endpoint.is_secret:
            return ()
        try:
            fields = msgspec.json.decode(self.body or b"{}", type=dict[str, Any])
        except msgspec.DecodeError:  # sent unchecked
            fields = {}
        values = [value for _, value in self.query] + [value for value in fields.values() if isinstance(value, str)]
        return tuple(dict.fromkeys(form for value in values for form in _written_forms(value)))

    def curl(self, base_url: str = "") -> str:
        """This call as a shell command; the token is left to a variable, and so are secrets.

        Args:
            base_url: where the API is; empty for Miro's.
        """
        row = self.endpoint
        url = (base_url or row.base_url).rstrip("/") + (self.path if row.is_secret else self.target)
        parts = ["curl", "-X", row.method, shlex.quote(url), "-H", f'"Authorization: Bearer ${row.token_variable}"']
        if row.is_secret:
            parts += ["--get"] if self.body is None else ["-H", "'Content-Type: application/json'"]
            parts += ["--data", '"$MIRO_SECRETS"']
        elif self.files:
            parts += [word for part in self.form for word in ("-F", shlex.quote(_form_text(part)))]
        elif self.body is not None:
            parts += ["-H", f"'Content-Type: {row.content_type}'", "--data", shlex.quote(self.body.decode())]
        return " ".join(parts)

    def __repr__(self) -> str:
        size = "" if self.body is None else f", {len(self.body)} B"
        files = "".join([f", {file!r}" for file in self.files])
        target = self.path if self.endpoint.is_secret else self.target
        cost = f"{'>= ' if self.costs_at_least else ''}{self.credits} credits"
        return f"<Call {self.operation} {self.endpoint.method} {target}{size}{files}, {cost}>"

    def __rich_repr__(self) -> list[tuple[str, Any]]:
        """What `rich` prints: that of a Struct would show query and body, which may be secrets."""
        shown = [("operation", self.operation), ("ids", self.ids), ("credits", self.credits), ("files", self.files)]
        return shown if self.endpoint.is_secret else [*shown, ("query", self.query), ("body", self.body)]


def _written_forms(value: str) -> tuple[str, ...]:
    """A value as it is, and as a URL, a page and JSON have it."""
    from html import escape  # noqa: PLC0415 - its table of entities costs every import a millisecond

    return value, quote_plus(value), quote(value, safe=""), escape(value), msgspec.json.encode(value).decode()[1:-1]


def _form_text(part: Part) -> str:
    """A part of a form as an argument of curl; a file that is no path is read from the standard input."""
    if isinstance(part.content, bytes):
        source = _form_quoted(part.content.decode())
    else:
        path = part.content.source
        source = "@" + _form_quoted(str(path) if isinstance(path, Path) else "-")
    filename = f";filename={_form_quoted(part.filename)}" if part.filename else ""
    return f"{part.name}={source};type={part.content_type}{filename}"


def _form_quoted(text: str) -> str:
    r"""A value in quotes, in which curl takes ``\`` and ``\"`` for what they stand for."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class Endpoint(Generic[T_co]):
    """A row of the table: everything that is known of one operation.

    Attributes:
        name: the operation's name, ``"tags.create"``: the same in services, errors, metrics and journals.
        method: the HTTP method.
        template: the path with ``{holes}`` for the ids.
        returns: what a success holds; None for nothing, of which a row says `NoneType`.
        level: the weight level, 1 to 4, by which the call costs; None where Miro documents none.
        scope: the OAuth scopes that the token needs, with blanks between them; empty for none.
        body: the type of the body; None for no body.
        repeat: whether the call may be sent again after an unknown outcome.
        query: the query parameters by name.
        per_item: whether the level counts for each item: of the body, or, where there is none, of the answer, and
            then `Call.credits` is what one item costs and the answer's headers tell the rest. The items of a body
            that is an object are those of its lists.
        large: how many bytes of body make the call a large one, and the level that it has then; None for none.
        most_files: how many files may go with the body; 0 for none. Beside one the body may be left out.
        accepted: what an answer 202 without a body means, from the ids of the call; None where none is expected.
        is_secret: whether parameters or body are secrets, which no text about the call shows.
    """

    api: ClassVar[Literal["rest", "scim"]] = "rest"
    """Which API the operation belongs to: each has a base URL, tokens and quotas of its own."""

    base_url: ClassVar[str] = "https://api.miro.com"
    token_variable: ClassVar[str] = "MIRO_ACCESS_TOKEN"  # noqa: S105 - the name of a variable
    id_rule: ClassVar[IdRule] = PLAIN_ID
    content_type: ClassVar[str] = "application/json"
    """The media type of its bodies and of its answers."""

    name: str = ""

    def __init__(
        self,
        method: str,
        template: str,
        returns: type[T_co],
        *,
        level: int | None,
        scope: str,
        repeat: Repeat,
        body: Any = None,
        query: dict[str, Param] | None = None,
        per_item: bool = False,
        large: tuple[int, int] | None = None,
        most_files: int = 0,
        accepted: Callable[[tuple[str, ...]], T_co] | None = None,
        is_secret: bool = False,
    ) -> None:
        self.method = method
        self.template = template
        self.returns: Any = None if returns is NoneType else returns
        self.level = level
        self.scope = scope
        self.body = body
        bare = body.__origin__ if get_origin(body) is Annotated else body
        self._body_class: type = get_origin(bare) or bare
        self.repeat = repeat
        self.query = query or {}
        self.per_item = per_item
        self.large = large
        self.most_files = most_files
        self.is_secret = is_secret
        self.accepted = accepted
        self.holes = tuple(_HOLE.findall(template))
        self._format = _HOLE.sub("%s", template)
        # An operation without a level is charged as level 1: the least that any documented call costs. Charging
        # too little would overspend until the next header; the header settles the rest.
        self.credits = CREDITS[1 if level is None else level]
        self._decoder: msgspec.json.Decoder[Any] | None = None
        self._checker: msgspec.json.Decoder[Any] | None = None

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = f"{owner.__qualname__}.{name}"
        _BY_NAME[self.name] = self

    def __reduce__(self) -> tuple[Callable[[str], "Endpoint[Any]"], tuple[str]]:
        return by_name, (self.name,)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self

    def __repr__(self) -> str:
        return f"<Endpoint {self.name}: {self.method} {self.template}, level {self.level}>"

    def __call__(
        self, *ids: str, body: Any = None, file: File | None = None, files: Sequence[File] = (), **query: object
    ) -> Call[T_co]:
        """Build a call.

        Args:
            *ids: what fills the holes of the path, in order.
            body: a Struct of the row's body type, or `msgspec.Raw` to send bytes unchecked.
            file: what to upload, where the row takes a file.
            files: what to upload, where the row takes several: one for each item of the body, in its order.
            **query: query parameters; `UNSET` leaves one out.

        Raises:
            InvalidArgument: an id, a parameter, a field of the body or a file that the API would refuse.
        """
        if len(ids) != len(self.holes):
            raise InvalidArgument(
                f"takes {len(self.holes)} ids ({', '.join(self.holes) or 'none'}), not {len(ids)}",
                operation=self.name,
            )
        for hole, value in zip(self.holes, ids, strict=True):
            if not self.id_rule.fits(value):
                expected = f"{hole} must be {self.id_rule.expected}, not {value!r}"
                raise InvalidArgument(expected, field=hole, operation=self.name)
        pairs = pairs_of(self.query, query, self.name, is_secret=self.is_secret) if query or self.query else ()
        if self.most_files or file is not None or files:
            return self._upload(ids, pairs, body, tuple(files) if file is None else (file, *files))
        if self.body is None:
            if body is not None:
                raise InvalidArgument("takes no body", field="body", operation=self.name)
            return Call(self, ids, pairs, None, self.credits)
        data = self._encode(body)
        return Call(self, ids, pairs, data, self._credits_of(data))

    def returning(self, returns: type[T], *, accepted: Callable[[tuple[str, ...]], T] | None = None) -> "Endpoint[T]":
        """This operation with its answers read as another type, where it has answers; it is no row of the table.

        Args:
            returns: what a success holds.
            accepted: what an answer 202 without a body means then.
        """
        other = cast("Endpoint[T]", object.__new__(type(self)))
        other.__dict__.update(self.__dict__)
        other.returns = None if self.returns is None else returns
        other.accepted = accepted
        other._decoder = None  # noqa: SLF001 - it is one of ours
        return other

    @property
    def takes_file(self) -> bool:
        """Whether files go with the body."""
        return self.most_files > 0

    @property
    def reads(self) -> bool:
        """Whether the operation changes nothing: it may be repeated, and takes no body but gives one."""
        takes_any = self.takes_file or self.body is not None
        return self.repeat is Repeat.SAFE and not takes_any and self.returns is not None

    @property
    def costs_at_least(self) -> bool:
        """Whether a call may cost more than it says: by the items of its answer, or as nobody documents."""
        return self.level is None or (self.per_item and self.body is None)

    def fill(self, ids: Sequence[str]) -> str:
        """The path on the wire: each id quoted and put into its hole."""
        return self._format % tuple([self.id_rule.quote(value) for value in ids])

    def decode(self, body: bytes) -> tuple[T_co, tuple[Problem, ...]]:
        """Read the body of a success; what cannot be read is left out and listed.

        Raises:
            msgspec.DecodeError: the body is no JSON, or its envelope has another shape.
        """
        if self.returns is None:
            if body.lstrip()[:1] == b"<":  # a proxy's page: nobody knows what became of the call
                raise msgspec.DecodeError("HTML where nothing was expected")
            return None, ()  # type: ignore[return-value]
        decoder = self._decoder
        if decoder is None:
            decoder = self._decoder = msgspec.json.Decoder(self.returns)
        try:
            return decoder.decode(body), ()
        except msgspec.ValidationError:
            return read_leniently(body, self.returns)

    def _upload(
        self, ids: tuple[str, ...], pairs: tuple[tuple[str, str], ...], body: Any, files: tuple[object, ...]
    ) -> Call[T_co]:
        if not self.most_files:
            raise InvalidArgument("takes no file", field="file", operation=self.name)
        measured = self._measured(files)
        data = None if body is None and self.most_files == 1 else self._encode(body)
        if data in (None, b"{}"):
            return Call(self, ids, pairs, None, self.credits, measured)
        if self.per_item and self._entries(data) != len(measured):
            expected = f"one file for each item of the body: {self._entries(data)}, not {len(measured)}"
            raise InvalidArgument(f"takes {expected}", field="files", operation=self.name)
        return Call(self, ids, pairs, data, self._credits_of(data), measured)

    def _measured(self, files: tuple[object, ...]) -> tuple[File, ...]:
        """The files with their sizes, none of which is too large."""
        name, most = "file" if self.most_files == 1 else "files", self.most_files
        if not 0 < len(files) <= most:
            expected = "1 file" if most == 1 else f"1 to {most} files"
            raise InvalidArgument(f"takes {expected}, not {len(files)}", field=name, operation=self.name)
        measured: list[File] = []
        for file in files:
            if not isinstance(file, File):
                expected = f"{name} must be a File, not a {type(file).__name__}"
                raise InvalidArgument(expected, field=name, operation=self.name)
            try:
                measured.append(file.measured())
            except InvalidArgument as error:
                error.operation = self.name
                raise
        return tuple(measured)

    def _encode(self, body: Any) -> bytes:
        """The body as JSON, checked by reading it back: `msgspec` checks nothing on construction."""
        if isinstance(body, msgspec.Raw):
            return bytes(body)
        if not isinstance(body, self._body_class):
            raise InvalidArgument(
                f"body must be a {self._body_class.__name__}, not {type(body).__name__}",
                field="body",
                operation=self.name,
            )
        checker = self._checker
        if checker is None:
            checker = self._checker = msgspec.json.Decoder(self.body)
        try:
            data = msgspec.json.encode(body)
            checker.decode(data)
        except msgspec.ValidationError as error:
            raise explained(error, self.body, self.name) from error
        except (TypeError, ValueError) as error:  # something that JSON cannot hold
            raise InvalidArgument(str(error), field="body", operation=self.name) from error
        return data

    def _credits_of(self, data: bytes) -> int:
        """What a call with this body costs."""
        if self.large is not None and len(data) > self.large[0]:
            return CREDITS[self.large[1]]
        return self.credits * self._entries(data) if self.per_item else self.credits

    def _entries(self, data: bytes) -> int:
        """How many items a body has: in its list, or in the lists of its object."""
        is_object = issubclass(self._body_class, msgspec.Struct)
        try:
            if not is_object:
                return max(1, len(msgspec.json.decode(data, type=list[msgspec.Raw])))
            lists = msgspec.json.decode(data, type=dict[str, list[msgspec.Raw]])
        except msgspec.DecodeError as error:  # what a call costs must be known
            raise InvalidArgument(f"body: {error}", field="body", operation=self.name) from error
        return max(1, sum(map(len, lists.values())))


class ScimEndpoint(Endpoint[T_co]):
    """A row of the SCIM API, by which an identity provider manages the users of an organization."""

    api = "scim"
    base_url = "https://miro.com/api/v1/scim"
    token_variable = "MIRO_SCIM_TOKEN"  # noqa: S105 - the name of a variable
    id_rule = URI_ID
    content_type = "application/scim+json"


class Rows:
    """A namespace of the table: the rows of one service."""


LATER: Final = ("_export_rows", "_governance_rows", "_log_rows", "_scim_rows", "_team_rows", "_user_group_rows")
"""Modules with rows that few programs need."""

_BY_NAME: dict[str, Endpoint[Any]] = {}


def by_name(name: str) -> Endpoint[Any]:
    """The row of an operation.

    Raises:
        InvalidArgument: there is no operation of that name.
    """
    if name not in _BY_NAME:
        load("miro_async.endpoints", LATER)
    try:
        return _BY_NAME[name]
    except KeyError:
        raise InvalidArgument(f"there is no operation {name!r}", field="operation") from None


def all_rows() -> tuple[Endpoint[Any], ...]:
    """Every row of the table, in its order."""
    load("miro_async.endpoints", LATER)
    return tuple(_BY_NAME.values())
