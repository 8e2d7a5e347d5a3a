"""The fake Miro without its network: state, rules, routes and answers."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

from miro_async.emulator.http import HttpRequest, HttpResponse
from miro_async.emulator.world import board_exports, boards, items, organizations, shaped, tags
from miro_async.emulator.world.downloads import Download, FileHost, Resource
from miro_async.emulator.world.errors import Refusal, missing_scope
from miro_async.emulator.world.handlers import HANDLERS, Context, refused, scim_refused
from miro_async.emulator.world.ids import Ids
from miro_async.emulator.world.lagged import Timeline
from miro_async.emulator.world.pictures import size_of
from miro_async.emulator.world.render import Renderer
from miro_async.emulator.world.render_links import connector_wire, group_wire
from miro_async.emulator.world.render_people import listed_member_wire, organization_member_wire
from miro_async.emulator.world.routes import Route, Router
from miro_async.emulator.world.seeding import seed_boards
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.state import State, StoredFile
from miro_async.emulator.world.tokens import ALL_SCOPES, Token, Tokens, is_scim
from miro_async.endpoints import by_name

__all__ = ["World"]

_API_URL = "https://api.miro.com"


class World:
    """A whole Miro: an organization, its boards and tokens, changed and read by requests.

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
        self._scim_token = Ids.token()
        self._timeline = Timeline(now)
        self._router = Router(self.settings)
        self.reset()

    def reset(self) -> None:
        """Forget all boards, downloads and issued tokens; the default token keeps its value."""
        ids = Ids(self._seed)
        self._tokens = Tokens(ids, self._default_token, self._scim_token)
        directory = organizations.founded(self._timeline, self._tokens.organization_id, self._tokens.default)
        self._state = State(ids, self._timeline, self.settings, directory)
        self._file_host = FileHost(self._timeline.now, self.settings, f"{self._seed}/files")

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

    @property
    def scim_token(self) -> Token:
        """The organization's token for SCIM."""
        return self._tokens.scim

    def issue_token(
        self,
        *,
        scopes: Sequence[str] = ALL_SCOPES,
        user_id: str | None = None,
        expired: bool = False,
        value: str | None = None,
        app_id: str | None = None,
    ) -> Token:
        """Issue a token; with the value of an earlier one it takes its place, for instance as an expired one."""
        return self._tokens.issue(scopes=scopes, user_id=user_id, expired=expired, value=value, app_id=app_id)

    def user_name(self, user_id: str) -> str:
        """The name of a user who has a token; empty for any other."""
        return self._tokens.names.get(user_id, "")

    # --- requests ---------------------------------------------------------------------------------------------------

    def authenticate(self, request: HttpRequest) -> Token | HttpResponse:
        """The token of a request, or the answer to a request without a good one."""
        try:
            return self._tokens.of(request)
        except Refusal as refusal:
            return _refused(request, refusal)

    def route(self, request: HttpRequest) -> Route | None:
        """The operation that a request is; None if it is none that this emulator implements."""
        return self._router.route(request)

    def credits(self, route: Route, request: HttpRequest) -> int:
        """What a request costs; reading a group may cost by its items, as the settings say."""
        cost = route.credits(request)
        if route.operation == "groups.get" and self.settings.group_get_per_item:
            return cost * self._state.size_of_group(*route.ids)
        return cost

    def pool(self, request: HttpRequest, token: Token) -> str:
        """Which quota of the token's user a request spends from: that of the app, or one of SCIM's."""
        route = self._router.route(request) if token.api == "scim" else None
        if route is None or self.settings.scim_pools == "shared":
            return token.app_id
        if self.settings.scim_pools == "operation":
            return route.operation
        return f"{token.app_id} level {route.level_of(request)}"

    def handle(self, request: HttpRequest, token: Token) -> HttpResponse:
        """Apply a request and answer it; whatever is wrong with it, it is an answer and never an exception."""
        try:
            return self._handled(_encodable(request), token)
        except Refusal as refusal:
            return _refused(request, refusal)

    def _handled(self, request: HttpRequest, token: Token) -> HttpResponse:
        route = self._router.route(request)
        if route is None:
            raise self._router.refusal(request)
        lacking = [scope for scope in route.scope.split() if scope not in token.scopes]
        if lacking:
            raise missing_scope(" ".join(lacking))
        self._state.settle()
        renderer = Renderer(self._public_url(request), self._state, token.app_id)
        context = Context(self._state, request, route.ids, token, renderer, self._file_host, self._tokens)
        handler = HANDLERS.get(route.operation)
        return shaped.answer(by_name(route.operation), context) if handler is None else handler(context)

    # --- downloads --------------------------------------------------------------------------------------------------

    def download(self, request: HttpRequest) -> HttpResponse:
        """Answer a request for a file, by a URL that this world gave: without a token, and free."""
        return self._file_host.answer(request, self._file)

    @property
    def downloads(self) -> list[Download]:
        """The requests for files, in order, with which headers they should not have carried."""
        return list(self._file_host.downloads)

    def _file(self, resource: Resource) -> StoredFile | None:
        if resource.family == board_exports.FAMILY:
            return board_exports.file_of(self._state, resource.resource_id)
        try:
            return self._state.canvas(resource.board_id).files.get(resource.resource_id)
        except Refusal:
            return None

    def _public_url(self, request: HttpRequest) -> str:
        if self.settings.public_url is not None:
            return self.settings.public_url
        host = _text(request.headers["host"]) if "host" in request.headers else None
        # Links that lead elsewhere than the request went would carry a client's token away.
        return _API_URL if host is None else f"http://{host}"

    # --- seeding and looking, without requests ----------------------------------------------------------------------

    def seed(self, data: object) -> list[dict[str, Any]]:
        """Create boards with what lies on them, and more, from plain data.

        `miro_async.emulator.world.seeding` shows its shape.

        Returns:
            The boards, as on the wire.

        Raises:
            Refusal: something that the API would refuse; the board that it is in is not created.
            ValueError: data of another shape, an id that is taken, or not above those before it.
        """
        made = seed_boards(self._state, data, self.token)
        return [self._renderer.board(board, self.token.user) for board in made]

    def seed_members(self, count: int, **fields: Any) -> list[dict[str, Any]]:
        """Add members to the organization: ``member1@emulated.example`` and so on.

        Args:
            count: how many.
            **fields: what is said of each, ``role``, ``license`` or ``active`` for instance.

        Returns:
            The members, as on the wire.
        """
        first = len(self._state.directory.members)
        added = [
            organizations.add_member(self._state, f"member{first + number}@emulated.example", **fields)
            for number in range(count)
        ]
        return [organization_member_wire(member) for member in added]

    @property
    def organization_id(self) -> str:
        """The id of the one organization."""
        return self._state.directory.organization.id

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
        item = items.create(self._state, canvas, item_type, deepcopy(body), self.token)
        return deepcopy(self._renderer.item(board_id, item))

    def upload_file(
        self, board_id: str, item_type: str, content: bytes, *, name: str, content_type: str, **said: Any
    ) -> dict[str, Any]:
        """Create an image or a document from a file.

        Args:
            board_id: the board.
            item_type: ``"image"`` or ``"document"``.
            content: the file's bytes.
            name: the file's name.
            content_type: its media type.
            **said: what the API's request says beside the file.

        Raises:
            Refusal: something that the API would refuse.
        """
        file = StoredFile(f"{item_type}s", name, content_type, content, size_of(content))
        item = items.upload(self._state, self._state.canvas(board_id), item_type, deepcopy(said), file, self.token)
        return deepcopy(self._renderer.item(board_id, item))

    def lock_item(self, board_id: str, item_id: str, *, is_locked: bool = True) -> None:
        """Lock an item as a user does on the board, or unlock it.

        Raises:
            Refusal: there is no such board or item.
        """
        items.lock(self._state.canvas(board_id), item_id, is_locked=is_locked)

    def create_tag(self, board_id: str, title: str, color: str = "red") -> dict[str, Any]:
        """Create a tag.

        Raises:
            Refusal: something that the API would refuse.
        """
        tag = tags.create(self._state, self._state.canvas(board_id), {"title": title, "fillColor": color})
        return self._renderer.tag(board_id, tag)

    def boards(self) -> list[dict[str, Any]]:
        """All boards as on the wire, without lag."""
        self._state.settle()
        return [self._renderer.read_board(board, self.token.user) for board in self._state.boards]

    def board_items(self, board_id: str) -> list[dict[str, Any]]:
        """All items of a board as on the wire, in the order of creation, without lag.

        Raises:
            Refusal: there is no such board.
        """
        return deepcopy(self._renderer.items(board_id, list(self._state.canvas(board_id).items)))

    def board_tags(self, board_id: str) -> list[dict[str, Any]]:
        """All tags of a board as on the wire, in the order of creation, without lag.

        Raises:
            Refusal: there is no such board.
        """
        return [self._renderer.tag(board_id, tag) for tag in self._state.canvas(board_id).tags]

    def board_connectors(self, board_id: str) -> list[dict[str, Any]]:
        """All connectors of a board as on the wire, in the order of creation, without lag.

        Raises:
            Refusal: there is no such board.
        """
        canvas = self._state.canvas(board_id)
        return [deepcopy(connector_wire(self._renderer, canvas, connector)) for connector in canvas.connectors]

    def board_groups(self, board_id: str) -> list[dict[str, Any]]:
        """All groups of a board as on the wire, in the order of creation, without lag.

        Raises:
            Refusal: there is no such board.
        """
        return [group_wire(self._renderer, board_id, group) for group in self._state.canvas(board_id).groups]

    def board_members(self, board_id: str) -> list[dict[str, Any]]:
        """All members of a board as lists show them, in the order of joining, without lag.

        Raises:
            Refusal: there is no such board.
        """
        return [listed_member_wire(member) for member in self._state.canvas(board_id).members]

    def item_count(self, board_id: str) -> int:
        """How many items a board has, without lag.

        Raises:
            Refusal: there is no such board.
        """
        return len(self._state.canvas(board_id).items)

    @property
    def _renderer(self) -> Renderer:
        return Renderer(self.settings.public_url or _API_URL, self._state, self.token.app_id)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return scim_refused(refusal) if is_scim(request) else refused(refusal)


def _encodable(request: HttpRequest) -> HttpRequest:
    """The request with what is no Unicode replaced, since path and parameters may come back in an answer."""
    if request.path.isascii() and not request.query:
        return request
    query = tuple((_text(name), _text(value)) for name, value in request.query)
    return request._replace(path=_text(request.path), query=query)


def _text(value: str) -> str:
    return value if value.isascii() else value.encode("utf-8", "replace").decode()
