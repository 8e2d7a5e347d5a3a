"""What every model is: a frozen, keyword-only Struct, snake_case here and camelCase on the wire.

Two kinds of models, never mixed:

- **Read types** (`ReadModel`) are open. Only ``id`` and ``type`` are required, a leaf is ``T | None = None``, an
  enumeration is ``Literal[...] | str``, an absent nested object is an empty instance. Unknown fields are dropped.
- **Write types** (`WriteModel`) are strict. Every default is `UNSET`, which means *not sent*; ``None`` is sent as
  null. They are checked when a call is built, by encoding them and reading the bytes back.
"""

from datetime import datetime
from typing import Annotated, Any, Generic, NamedTuple, Self, TypeVar, dataclass_transform

import msgspec
from msgspec import UNSET, Meta, Struct, StructMeta, UnsetType, field

__all__ = ["UNSET", "Actor", "Email", "HexColor", "Links", "Page", "Problem", "ReadModel", "UnsetType", "WriteModel"]

T_co = TypeVar("T_co", covariant=True)

Email = Annotated[str, Meta(pattern=r"^[^@\s,;<>]+@[^@\s,;<>]+(?!\n)$")]
"""An e-mail address, as far as it can be told from anything else."""

HexColor = Annotated[str, Meta(pattern="^#([0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})(?!\n)$")]
"""A colour on the wire: ``#rrggbb``, ``#rgb`` or ``#rrggbbaa``; the API refuses names (miro-facts, section 3)."""


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class _ModelMeta(StructMeta):
    """Makes frozen and keyword-only the rule for subclasses, which `Struct` does not inherit."""

    def __new__(  # noqa: PYI034 - a checker refuses Self in a metaclass
        mcls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        *,
        frozen: bool = True,
        kw_only: bool = True,
        gc: bool = False,
        **options: Any,
    ) -> "_ModelMeta":
        # A frozen Struct of immutable values cannot be part of a reference cycle: the collector may skip it.
        return super().__new__(mcls, name, bases, namespace, frozen=frozen, kw_only=kw_only, gc=gc, **options)


# Once more on the base: a checker that finds the rule of `Struct` first would miss that of the metaclass.
@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class _Model(Struct, metaclass=_ModelMeta, rename="camel", repr_omit_defaults=True):
    def to_json(self) -> bytes:
        """This model as JSON, with the API's field names."""
        return msgspec.json.encode(self)

    def to_dict(self) -> dict[str, Any]:
        """This model as plain dicts, lists, strings and numbers, with the API's field names."""
        return msgspec.json.decode(self.to_json())  # type: ignore[no-any-return]  # `to_builtins` would leave tuples

    @classmethod
    def from_json(cls, data: bytes | str) -> Self:
        """Read what `to_json` or the API wrote.

        Raises:
            msgspec.ValidationError: the JSON has another shape; the message names the path.
        """
        return msgspec.json.decode(data, type=cls)


class ReadModel(_Model):
    """What the API answers."""


class WriteModel(_Model, forbid_unknown_fields=True):
    """What we send."""


class Problem(NamedTuple):
    """A part of an answer that could not be read and was left out.

    Attributes:
        path: where, from the root of the answer: ``"$.data[3].style.fillColor"``.
        value: what stood there, as plain JSON values.
        message: what was expected.
    """

    path: str
    value: object
    message: str


class Actor(ReadModel):
    """A reference to a user or an app."""

    id: str | None = None
    type: str | None = None
    name: str | None = None


class Links(ReadModel):
    """URLs that the API sends along."""

    self_: str | None = field(default=None, name="self")
    related: str | None = None
    first: str | None = None
    prev: str | None = None
    next: str | None = None
    last: str | None = None


class Page(ReadModel, Generic[T_co], omit_defaults=True):
    """One page of a list.

    Attributes:
        data: the entries. An answer without any is no page: taken for an empty one, it would end a list early.
        total: how many entries the whole list has, where the API says so.
        size: how many entries this page has, as the API says.
        limit: how many entries a page may have.
        cursor: where the next page begins (cursor lists); None or empty on the last page.
        offset: where this page begins (offset lists).
        problems: what could not be read on this page, in no particular order.
    """

    data: tuple[T_co, ...]
    total: int | None = None
    size: int | None = None
    limit: int | None = None
    cursor: str | None = None
    offset: int | None = None
    links: Links = Links()
    type: str | None = None
    problems: tuple[Problem, ...] = field(default=(), name="$problems")  # a name that no server sends


class ScimPage(Page[T_co], Generic[T_co], omit_defaults=True):
    """One page of a list of SCIM.

    Attributes:
        data: the entries.
        total: how many entries the whole list has.
        size: how many entries came, unreadable ones included; None where all could be read.
        start_index: where this page begins; the first entry has 1.
        items_per_page: what the server says of the size of this page.
        schemas: what the answer is, as URNs.
    """

    data: tuple[T_co, ...] = field(name="Resources")
    total: int | None = field(default=None, name="totalResults")
    size: int | None = field(default=None, name="$size")  # a name that no server sends
    start_index: int | None = None
    items_per_page: int | None = None
    schemas: tuple[str, ...] = ()


class Tracked(ReadModel):
    """Who made and changed something, and when; to the second, UTC."""

    created_at: datetime | None = None
    created_by: Actor = Actor()
    modified_at: datetime | None = None
    modified_by: Actor = Actor()
