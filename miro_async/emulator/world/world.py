"""The fake Miro without its network: state, rules, routes and answers."""

from collections.abc import Callable, Sequence
from typing import Any

from miro_async.emulator.http import HttpRequest, HttpResponse
from miro_async.emulator.world import boards, items, tags
from miro_async.emulator.world.errors import Refusal, missing_scope
from miro_async.emulator.world.handlers import HANDLERS, Context, refused
from miro_async.emulator.world.ids import Ids
from miro_async.emulator.world.lagged import Timeline
from miro_async.emulator.world.render import Renderer
from miro_async.emulator.world.routes import Route, Router
from miro_async.emulator.world.seeding import seed_boards
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import State
from miro_async.emulator.world.tokens import ALL_SCOPES, Token, Tokens

__all__ = ["World"]

_API_URL = "https://api.miro.com"


class World:
    """A whole Miro: boards, items, tags and tokens, changed and read by requests.

    The same seed and the same requests at the same times give the same ids and answers.

    Args:
        seed: decides ids.
        now: gives the epoch seconds of the emulator's clock.
        settings: what is not known for certain of the real service.

    Attributes:
        settings: may be changed at any time.
    """

    def __init__(self, *, seed: int = 0, now: Callable[[], float], settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self._seed = seed
        self._default_token = Ids.token()
        self._timeline = Timeline(now)
        self._router = Router(self.settings)
        self.reset()

    def reset(self) -> None:
        """Forget all boards and issued tokens; the default token keeps its value."""
        ids = Ids(self._seed)
        self._tokens = Tokens(ids, self._default_token)
        self._state = State(ids, self._timeline, self.settings)

    @property
    def list_lag(self) -> float:
        """Seconds by which lists lag behind creates, updates and deletes; reads by id never do."""
        return self._timeline.lag

    @list_lag.setter
    def list_lag(self, seconds: float) -> None:
        self._timeline.lag = seconds

    # --- tokens -----------------------------------------------------------------------------------------------------

    @property
    def token(self) -> Token:
        """The default token, with every scope that the implemented operations need."""
        return self._tokens.default

    def issue_token(
        self,
        *,
        scopes: Sequence[str] = ALL_SCOPES,
        user_id: str | None = None,
        expired: bool = False,
        value: str | None = None,
    ) -> Token:
        """Issue a token; with the value of an earlier one it takes its place, for instance as an expired one."""
        return self._tokens.issue(scopes=scopes, user_id=user_id, expired=expired, value=value)

    # --- requests ---------------------------------------------------------------------------------------------------

    def authenticate(self, request: HttpRequest) -> Token | HttpResponse:
        """The token of a request, or the answer to a request without a good one."""
        try:
            return self._tokens.of(request)
        except Refusal as refusal:
            return refused(refusal)

    def route(self, request: HttpRequest) -> Route | None:
        """The operation that a request is; None if it is none that this emulator implements."""
        return self._router.route(request)

    def handle(self, request: HttpRequest, token: Token) -> HttpResponse:
        """Apply a request and answer it; whatever is wrong with it, it is an answer and never an exception."""
        try:
            return self._handled(_encodable(request), token)
        except Refusal as refusal:
            return refused(refusal)

    def _handled(self, request: HttpRequest, token: Token) -> HttpResponse:
        route = self._router.route(request)
        if route is None:
            raise self._router.refusal(request)
        if route.scope and route.scope not in token.scopes:
            raise missing_scope(route.scope)
        renderer = Renderer(self._public_url(request), self.settings)
        context = Context(self._state, request, route.ids, token, self._tokens.organization_id, renderer)
        return HANDLERS[route.operation](context)

    def _public_url(self, request: HttpRequest) -> str:
        if self.settings.public_url is not None:
            return self.settings.public_url
        host = _text(request.headers["host"]) if "host" in request.headers else None
        # Links that lead elsewhere than the request went would carry a client's token away.
        return _API_URL if host is None else f"http://{host}"

    # --- seeding and looking, without requests ----------------------------------------------------------------------

    def seed(self, data: object) -> list[dict[str, Any]]:
        """Create boards with items and tags from plain data; `miro_async.emulator.world.seeding` shows its shape.

        Returns:
            The boards, as on the wire.

        Raises:
            Refusal: something that the API would refuse; the board that it is in is not created.
            ValueError: data of another shape, an id that is taken, or not above those before it.
        """
        made = seed_boards(self._state, data, self.token.user, self.token.team_id)
        return [self._renderer.board(board, self.token.user) for board in made]

    def create_board(self, name: str = "Untitled", **fields: Any) -> dict[str, Any]:
        """Create a board; ``fields`` are those of the API's request.

        Raises:
            Refusal: something that the API would refuse.
        """
        board = boards.create(self._state, {"name": name, **fields}, self.token.user, self.token.team_id)
        return self._renderer.board(board, self.token.user)

    def create_item(self, board_id: str, item_type: str, body: dict[str, Any]) -> dict[str, Any]:
        """Create an item; ``body`` is that of the API's request.

        Raises:
            Refusal: something that the API would refuse.
        """
        canvas = self._state.canvas(board_id)
        item = items.create(self._state, canvas, item_type, body, self.token.user)
        return self._renderer.item(board_id, item)

    def create_tag(self, board_id: str, title: str, color: str = "red") -> dict[str, Any]:
        """Create a tag.

        Raises:
            Refusal: something that the API would refuse.
        """
        tag = tags.create(self._state, self._state.canvas(board_id), {"title": title, "fillColor": color})
        return self._renderer.tag(board_id, tag)

    def boards(self) -> list[dict[str, Any]]:
        """All boards as on the wire, without lag."""
        return [self._renderer.read_board(board, self.token.user) for board in self._state.boards]

    def board_items(self, board_id: str) -> list[dict[str, Any]]:
        """All items of a board as on the wire, in the order of creation, without lag.

        Raises:
            Refusal: there is no such board.
        """
        return self._renderer.items(board_id, list(self._state.canvas(board_id).items))

    def board_tags(self, board_id: str) -> list[dict[str, Any]]:
        """All tags of a board as on the wire, in the order of creation, without lag.

        Raises:
            Refusal: there is no such board.
        """
        return [self._renderer.tag(board_id, tag) for tag in self._state.canvas(board_id).tags]

    def item_count(self, board_id: str) -> int:
        """How many items a board has, without lag.

        Raises:
            Refusal: there is no such board.
        """
        return len(self._state.canvas(board_id).items)

    @property
    def _renderer(self) -> Renderer:
        return Renderer(self.settings.public_url or _API_URL, self.settings)


def _encodable(request: HttpRequest) -> HttpRequest:
    """The request with what is no Unicode replaced, since path and parameters may come back in an answer."""
    if request.path.isascii() and not request.query:
        return request
    query = tuple((_text(name), _text(value)) for name, value in request.query)
    return request._replace(path=_text(request.path), query=query)


def _text(value: str) -> str:
    return value if value.isascii() else value.encode("utf-8", "replace").decode()
