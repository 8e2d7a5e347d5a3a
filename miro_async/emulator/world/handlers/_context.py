"""What a handler works on, and the answers that all of them give."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec

from miro_async.emulator.http import HttpRequest, HttpResponse
from miro_async.emulator.world.checks import identifier
from miro_async.emulator.world.downloads import FileHost
from miro_async.emulator.world.errors import Problem, Refusal, invalid, malformed_json, wrong_content_type
from miro_async.emulator.world.render import Renderer
from miro_async.emulator.world.state import Canvas, Item, State, Tag, User
from miro_async.emulator.world.tokens import Token, Tokens

__all__ = ["Context", "Handler", "checked_id", "json_answer", "no_content", "refused"]

_encode = msgspec.json.Encoder().encode


def json_answer(value: object, status: int = 200) -> HttpResponse:
    """An answer with a JSON body."""
    return HttpResponse(status, {"content-type": "application/json"}, _encode(value))


def refused(refusal: Refusal) -> HttpResponse:
    """The answer to a request that breaks a rule: pretty-printed, with the keys in the order seen live."""
    body = {
        "type": "error",
        "code": refusal.code,
        "context": refusal.context,
        "message": refusal.message,
        "status": refusal.status,
    }
    headers = {"content-type": "application/json"}
    return HttpResponse(refusal.status, headers, msgspec.json.format(_encode(body), indent=2))


def no_content() -> HttpResponse:
    """An answer that says nothing but that it is done."""
    return HttpResponse(204, {}, b"")


class Context(NamedTuple):
    """A request whose token may do what it asks.

    Attributes:
        state: all boards.
        request: the request.
        ids: what filled the holes of the path.
        token: whose request it is.
        render: makes wire shapes.
        file_host: gives the URLs of downloads.
        tokens: all that were issued.
    """

    state: State
    request: HttpRequest
    ids: tuple[str, ...]
    token: Token
    render: Renderer
    file_host: FileHost
    tokens: Tokens

    @property
    def user(self) -> User:
        """Who sends the request."""
        return self.token.user

    @property
    def board_id(self) -> str:
        """The board in the path."""
        return self.ids[0]

    @property
    def params(self) -> dict[str, str]:
        """The query parameters; the last of a name counts."""
        return dict(self.request.query)

    @property
    def canvas(self) -> Canvas:
        """What lies on the board in the path.

        Raises:
            Refusal: 404, there is no such board.
        """
        return self.state.canvas(self.board_id)

    def item(self, item_type: str | None = None) -> Item:
        """The item in the path.

        Raises:
            Refusal: 404, there is none of that type; 400, the id is no number.
        """
        return self.canvas.item(checked_id("item_id", self.ids[1]), item_type)

    def tag(self, tag_id: str) -> Tag:
        """A tag of the board in the path.

        Raises:
            Refusal: 404, there is none; 400, the id is no number.
        """
        return self.canvas.tag(checked_id("tag_id", tag_id))

    def param(self, name: str) -> str:
        """A query parameter that must be there.

        Raises:
            Refusal: 400, it is not.
        """
        try:
            return self.params[name]
        except KeyError:
            raise invalid([Problem(name, f"Field [{name}] of type [String] is required")]) from None

    def body(self, *media_types: str) -> object:
        """The JSON value of the body.

        Args:
            *media_types: what it may be declared as beside JSON.

        Raises:
            Refusal: 400 or 415, it is none.
        """
        received = self.request.headers.get("content-type", "")
        media_type = received.partition(";")[0].strip().lower()
        if media_type not in {"application/json", *media_types}:
            raise wrong_content_type(self.state.settings.wrong_content_type_status, received)
        try:
            return msgspec.json.decode(self.request.body)
        except (msgspec.DecodeError, RecursionError) as error:
            raise malformed_json(str(error)) from None

    def optional_body(self) -> object:
        """Likewise, where no body means that nothing is said."""
        return self.body() if self.request.body else {}

    def item_answer(self, item: Item, status: int = 200) -> HttpResponse:
        """An item of the board in the path."""
        return json_answer(self.render.item(self.board_id, item), status)


def checked_id(name: str, value: str) -> str:
    """The id of an item, a tag or a group, which is a number.

    Raises:
        Refusal: 400, it is none.
    """
    message = identifier(value)
    if message is not None:
        raise invalid([Problem(name, message)])
    return value


Handler = Callable[[Context], HttpResponse]
"""Answers the requests of one operation."""
