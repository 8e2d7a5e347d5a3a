"""The columns of each table, by their paths in the API's JSON."""

from collections.abc import Sequence
from typing import Final, NamedTuple

__all__ = [
    "BOARDS",
    "CONNECTORS",
    "COVERAGE",
    "FILES",
    "GROUPS",
    "ITEMS",
    "MEMBERS",
    "OPERATIONS",
    "ORGANIZATION_MEMBERS",
    "TAGS",
    "TEAMS",
    "Column",
]


class Column(NamedTuple):
    """A column of a table.

    Attributes:
        title: its name.
        paths: where its value is; of several the first that has one.
        may_be_cut: whether its values are cut where a terminal is too narrow; one column a table.
    """

    title: str
    paths: tuple[str, ...]
    may_be_cut: bool = False


def _columns(cut: str, **paths: str | tuple[str, ...]) -> Sequence[Column]:
    """Columns by name; the one to cut is the one that people can spare a part of."""
    return [
        Column(title, (path,) if isinstance(path, str) else path, may_be_cut=title == cut)
        for title, path in paths.items()
    ]


BOARDS: Final = _columns("name", id="id", name="name", team="team.name", owner="owner.name", modified="modifiedAt")
ITEMS: Final = _columns(
    "content",
    id="id",
    type="type",
    content=("data.content", "data.title", "data.url", "data.documentUrl", "data.imageUrl"),
    x="position.x",
    y="position.y",
    width="geometry.width",
    height="geometry.height",
    frame="parent.id",
    modified="modifiedAt",
)
TAGS: Final = _columns("title", id="id", title="title", color="fillColor")
MEMBERS: Final = _columns("name", id="id", name="name", role="role")
CONNECTORS: Final = _columns("", id="id", start="startItem.id", end="endItem.id", shape="shape", modified="modifiedAt")
GROUPS: Final = _columns("items", id="id", items="data.items")
FILES: Final = _columns("", id="id", file="file", bytes="bytes", type="type", skipped="skipped")
TEAMS: Final = _columns("name", id="id", name="name")
ORGANIZATION_MEMBERS: Final = _columns(
    "", id="id", email="email", role="role", license="license", active="active", seen="lastActivityAt"
)
OPERATIONS: Final = _columns(
    "", operation="operation", method="method", path="path", level="level", credits="credits", scope="scope"
)
COVERAGE: Final = _columns(
    "",
    operation="operation",
    method="method",
    path="path",
    level="level",
    scopes="scopes",
    call="call",
    emulator="emulator",
)
