"""What the world's values look like on the wire: names, order of keys, links and dates as seen live."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from miro_async.emulator.world.directory import Directory
from miro_async.emulator.world.kinds import EXPERIMENTAL_PATHS, PATHS
from miro_async.emulator.world.markdown import html_of
from miro_async.emulator.world.state import Board, Item, Stamp, State, Tag, User
from miro_async.emulator.world.tokens import Token

__all__ = ["Renderer", "actor", "date", "instant", "token_information"]

_Json = dict[str, Any]

_LINKS_TO_FILES = {
    "document": ("documentUrl", "documents"),
    "embed": ("previewUrl", "images"),
    "image": ("imageUrl", "images"),
}
"""Which field of its data links to the file of an item, and where that is, by the item's type."""


@lru_cache(maxsize=4096)
def instant(second: int) -> str:
    """An epoch second as the wire has it."""
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def date(stamp: Stamp) -> str:
    """When something was done, to the second."""
    return instant(int(stamp.at))


def actor(user: User) -> _Json:
    """Who did something."""
    return {"id": user.id, "type": "user"}


def _person(user: User) -> _Json:
    return {"id": user.id, "name": user.name, "type": "user"}


class Renderer:
    """Renders values, with links below one URL.

    Attributes:
        public_url: scheme and host of the links.
        settings: the doubtful facts.
        app_id: the app that reads.
    """

    def __init__(self, public_url: str, state: State, app_id: str) -> None:
        self.public_url = public_url
        self.settings = state.settings
        self.app_id = app_id
        self._state = state

    def board_url(self, board_id: str) -> str:
        """The URL of a board, its id percent-encoded."""
        return f"{self.public_url}/v2/boards/{quote(board_id, safe='')}"

    def items(self, board_id: str, items: list[Item]) -> list[_Json]:
        """Items of one board."""
        board_url = self.board_url(board_id)
        return [self._item(board_url, item) for item in items]

    def item(self, board_id: str, item: Item) -> _Json:
        """An item."""
        return self._item(self.board_url(board_id), item)

    def whole_items(self, board_id: str, items: list[Item]) -> list[_Json]:
        """Items as the experimental paths show them: also those that the stable ones show without data."""
        board_url = self.board_url(board_id)
        return [_item(board_url, item, self._data(board_url, item), _shown_whole(item)) for item in items]

    def doc(self, board_id: str, item: Item, content_type: str) -> _Json:
        """A doc with its text in Markdown, or as HTML."""
        data = item.data
        if content_type == "html":
            data = {**data, "contentType": "html", "content": html_of(data["content"])}
        return _item(self.board_url(board_id), item, data, item.extra)

    def _item(self, board_url: str, item: Item) -> _Json:
        if item.type == "code_widget" and self.settings.stable_code_widgets == "unsupported":
            return _item(board_url, item, None, {**item.extra, "isSupported": False})
        data = self._data(board_url, item) if item.is_supported else None
        return _item(board_url, item, data, item.extra)

    def _data(self, board_url: str, item: Item) -> _Json:
        """The data of an item, with what depends on who asks and where."""
        if item.type == "doc_format":
            return {}  # as seen live; only its own path tells what it says
        if item.type == "app_card":
            return {**item.data, "owned": item.app_id == self.app_id}
        if item.resource_id is None:
            return item.data
        name, family = _LINKS_TO_FILES[item.type]
        link = f"{board_url}/resources/{family}/{item.resource_id}?format=preview&redirect=false"
        return {**item.data, name: link}

    def tag(self, board_id: str, tag: Tag) -> _Json:
        """A tag."""
        return {
            "id": tag.id,
            "type": "tag",
            "title": tag.title,
            "fillColor": tag.color,
            "links": {"self": f"{self.board_url(board_id)}/tags/{tag.id}"},
        }

    def board(self, board: Board, reader: User) -> _Json:
        """A board as one of its readers sees it."""
        wire: _Json = {
            "id": board.id,
            "type": "board",
            "name": board.name,
            "description": board.description,
            "team": self.team(board.team_id),
        }
        if board.project_id is not None:
            wire["project"] = {"id": board.project_id}
        if self.settings.pictures != "none":
            wire["picture"] = self._picture(board.team_id)
        url = self.board_url(board.id)
        owner, role = self._state.owner(board), self._state.role(board, reader)
        wire |= {
            "policy": {"permissionsPolicy": board.permissions, "sharingPolicy": board.sharing},
            "viewLink": f"https://miro.com/app/board/{board.id}",
            "owner": _person(owner),
            "currentUserMembership": {"id": reader.id, "type": "board_member", "name": reader.name, "role": role},
            "createdAt": date(board.created),
            "createdBy": _person(board.created.by),
            "modifiedAt": date(board.modified),
            "modifiedBy": _person(board.modified.by),
            "links": {"self": url, "related": f"{url}/members?limit=20&offset=0"},
        }
        return wire

    def read_board(self, board: Board, reader: User) -> _Json:
        """A board as reading it by id shows it: with who opened it last."""
        return self.board(board, reader) | {
            "lastOpenedAt": date(board.created),
            "lastOpenedBy": _person(board.created.by),
        }

    def team(self, team_id: str) -> _Json:
        """A team; one that the organization does not have is named like the first."""
        team = self._state.directory.teams.get(team_id)
        wire: _Json = {"id": team_id, "type": "team", "name": "Emulated team" if team is None else team.name}
        if self.settings.pictures != "none":
            wire["picture"] = self._picture(team_id)
        return wire

    def _picture(self, team_id: str) -> _Json:
        number = int(team_id) if team_id.isascii() and team_id.isdigit() else 0
        return {
            "id": number if self.settings.pictures == "number" else str(number),
            "type": "picture",
            "imageURL": f"{self.public_url}/pictures/{number}.jpg",
        }


def _shown_whole(item: Item) -> _Json:
    return {name: value for name, value in item.extra.items() if name != "isSupported"}


def _typed_url(board_url: str, item: Item) -> str:
    """Where an item is read by its type; what the stable paths do not show, by the experimental ones."""
    family = EXPERIMENTAL_PATHS.get(item.type)
    if family is None and (item.type != "shape" or item.is_supported):
        return f"{board_url}/{PATHS.get(item.type, 'items')}/{item.id}"
    host, version, board = board_url.rpartition("/v2/boards/")
    return f"{host}{version.replace('v2', 'v2-experimental')}{board}/{family or PATHS[item.type]}/{item.id}"


def _parent(board_url: str, item: Item, parent_id: str) -> _Json:
    url = f"{board_url}/frames/{parent_id}"
    if item.type == "mindmap_node":
        url = f"{_typed_url(board_url, item).rpartition('/')[0]}/{parent_id}"
    return {"id": parent_id, "links": {"self": url}}


def _item(board_url: str, item: Item, data: _Json | None, extra: _Json) -> _Json:
    is_in_frame = item.parent_id is not None and item.type != "mindmap_node"
    wire: _Json = {"id": item.id, "type": item.type}
    if data is not None:
        wire["data"] = data
        if item.style:
            wire["style"] = item.style
    if item.type != "doc_format":  # whose size follows from its text
        wire["geometry"] = item.geometry
    wire["position"] = {
        "x": item.x,
        "y": item.y,
        "origin": "center",
        "relativeTo": "parent_top_left" if is_in_frame else "canvas_center",
    }
    if item.parent_id is not None:
        wire["parent"] = _parent(board_url, item, item.parent_id)
    wire["links"] = {"self": _typed_url(board_url, item)}
    if item.type == "frame":
        wire["links"]["related"] = f"{board_url}/items?parent_item_id={item.id}&limit=10&cursor="
    wire["createdAt"] = date(item.created)
    wire["createdBy"] = actor(item.created.by)
    wire["modifiedAt"] = date(item.modified)
    wire["modifiedBy"] = actor(item.modified.by)
    if extra:
        wire |= extra
    return wire


def token_information(token: Token, directory: Directory) -> _Json:
    """What a token is good for, as seen live."""
    person = {"type": "user", "name": token.user_name, "id": token.user_id}
    organization, team = directory.organization, directory.teams.get(token.team_id)
    return {
        "type": "oAuthToken",
        "application": {"type": "application", "name": "Emulated app", "id": token.app_id},
        "organization": {"type": "organization", "name": organization.name, "id": organization.id},
        "team": {"type": "team", "name": "Emulated team" if team is None else team.name, "id": token.team_id},
        "createdBy": person,
        "user": person,
        "scopes": list(token.scopes),
    }
