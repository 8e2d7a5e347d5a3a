"""What the world's values look like on the wire: names, order of keys, links and dates as seen live."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from miro_async.emulator.world.kinds import PATHS
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import Board, Item, Stamp, Tag, User
from miro_async.emulator.world.tokens import Token

__all__ = ["Renderer", "token_information"]

_Json = dict[str, Any]


@lru_cache(maxsize=4096)
def _instant(second: int) -> str:
    return datetime.fromtimestamp(second, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _date(stamp: Stamp) -> str:
    return _instant(int(stamp.at))


def _actor(user: User) -> _Json:
    return {"id": user.id, "type": "user"}


def _person(user: User) -> _Json:
    return {"id": user.id, "name": user.name, "type": "user"}


class Renderer:
    """Renders values, with links below one URL.

    Attributes:
        public_url: scheme and host of the links.
        settings: the doubtful facts.
    """

    def __init__(self, public_url: str, settings: Settings) -> None:
        self.public_url = public_url
        self.settings = settings

    def board_url(self, board_id: str) -> str:
        """The URL of a board, its id percent-encoded."""
        return f"{self.public_url}/v2/boards/{quote(board_id, safe='')}"

    def items(self, board_id: str, items: list[Item]) -> list[_Json]:
        """Items of one board."""
        board_url = self.board_url(board_id)
        return [_item(board_url, item) for item in items]

    def item(self, board_id: str, item: Item) -> _Json:
        """An item."""
        return _item(self.board_url(board_id), item)

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
            "team": {"id": board.team_id, "type": "team", "name": "Emulated team"},
        }
        if board.project_id is not None:
            wire["project"] = {"id": board.project_id}
        if self.settings.pictures != "none":
            wire["picture"] = self._picture(board)
            wire["team"]["picture"] = self._picture(board)
        url = self.board_url(board.id)
        role = "owner" if reader.id == board.created.by.id else "editor"
        wire |= {
            "policy": {"permissionsPolicy": board.permissions, "sharingPolicy": board.sharing},
            "viewLink": f"https://miro.com/app/board/{board.id}",
            "owner": _person(board.created.by),
            "currentUserMembership": {"id": reader.id, "type": "board_member", "name": reader.name, "role": role},
            "createdAt": _date(board.created),
            "createdBy": _person(board.created.by),
            "modifiedAt": _date(board.modified),
            "modifiedBy": _person(board.modified.by),
            "links": {"self": url, "related": f"{url}/members?limit=20&offset=0"},
        }
        return wire

    def read_board(self, board: Board, reader: User) -> _Json:
        """A board as reading it by id shows it: with who opened it last."""
        return self.board(board, reader) | {
            "lastOpenedAt": _date(board.created),
            "lastOpenedBy": _person(board.created.by),
        }

    def _picture(self, board: Board) -> _Json:
        number = int(board.team_id)
        return {
            "id": number if self.settings.pictures == "number" else str(number),
            "type": "picture",
            "imageURL": f"{self.public_url}/pictures/{number}.jpg",
        }


def _item(board_url: str, item: Item) -> _Json:
    typed_url = f"{board_url}/{PATHS.get(item.type, 'items')}/{item.id}"
    wire: _Json = {
        "id": item.id,
        "type": item.type,
        "data": item.data,
        "style": item.style,
        "geometry": item.geometry,
        "position": {
            "x": item.x,
            "y": item.y,
            "origin": "center",
            "relativeTo": "canvas_center" if item.parent_id is None else "parent_top_left",
        },
    }
    if item.parent_id is not None:
        wire["parent"] = {"id": item.parent_id, "links": {"self": f"{board_url}/frames/{item.parent_id}"}}
    wire["links"] = {"self": typed_url}
    if item.type == "frame":
        wire["links"]["related"] = f"{board_url}/items?parent_item_id={item.id}&limit=10&cursor="
    wire["createdAt"] = _date(item.created)
    wire["createdBy"] = _actor(item.created.by)
    wire["modifiedAt"] = _date(item.modified)
    wire["modifiedBy"] = _actor(item.modified.by)
    if item.extra:
        wire |= item.extra
    return wire


def token_information(token: Token, organization_id: str) -> _Json:
    """What a token is good for, as seen live."""
    person = {"type": "user", "name": token.user_name, "id": token.user_id}
    return {
        "type": "oAuthToken",
        "application": {"type": "application", "name": "Emulated app", "id": token.app_id},
        "organization": {"type": "organization", "name": "Emulated organization", "id": organization_id},
        "team": {"type": "team", "name": "Emulated team", "id": token.team_id},
        "createdBy": person,
        "user": person,
        "scopes": list(token.scopes),
    }
