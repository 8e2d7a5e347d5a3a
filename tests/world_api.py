"""Requests to a `World`, as terse as tests want them; shares nothing with the client."""

import json
from typing import Any, NamedTuple
from urllib.parse import quote

from miro_async.emulator.http import HttpRequest
from miro_async.emulator.world import Settings, World

NOTHING: Any = object()


class Answer(NamedTuple):
    status: int
    json: Any

    @property
    def fields(self) -> list[tuple[str, str]]:
        """The wrong fields that an error names."""
        return [(field["field"], field["message"]) for field in self.json["context"]["fields"]]


class Api:
    """A world with one board, and a clock that stands unless it is moved."""

    def __init__(self, settings: Settings | None = None, *, seed: int = 0) -> None:
        self.at = 1_779_259_101.0  # 2026-05-20T06:38:21Z
        self.world = World(seed=seed, now=lambda: self.at, settings=settings)
        self.board_id: str = self.ok("POST", "/v2/boards", {"name": "Board"})["id"]
        self.board = "/v2/boards/" + quote(self.board_id, safe="")

    def request(self, method: str, path: str, body: Any = NOTHING, **query: str) -> HttpRequest:
        headers = {"authorization": f"Bearer {self.world.token.value}", "content-type": "application/json"}
        data = body if isinstance(body, bytes) else b"" if body is NOTHING else json.dumps(body).encode()
        return HttpRequest(method, path, tuple(query.items()), headers, data)

    def send(self, method: str, path: str, body: Any = NOTHING, **query: str) -> Answer:
        answer = self.world.handle(self.request(method, path, body, **query), self.world.token)
        return Answer(answer.status, json.loads(answer.body) if answer.body else None)

    def ok(self, method: str, path: str, body: Any = NOTHING, **query: str) -> Any:
        answer = self.send(method, path, body, **query)
        assert 200 <= answer.status < 300, answer
        return answer.json

    def item(self, kind: str = "sticky_notes", **body: Any) -> Any:
        """Create an item on the board by its typed path."""
        return self.ok("POST", f"{self.board}/{kind}", body)

    def frame(self, x: float = 0, y: float = 0, width: float = 800, height: float = 600) -> Any:
        return self.item(
            "frames",
            data={"title": "Frame"},
            position={"x": x, "y": y},
            geometry={"width": width, "height": height},
        )

    def tag(self, title: str) -> str:
        tag_id: str = self.ok("POST", f"{self.board}/tags", {"title": title})["id"]
        return tag_id

    def listed(self, **query: str) -> list[Any]:
        """The items of the board, page after page."""
        found: list[Any] = []
        page = self.ok("GET", f"{self.board}/items", limit="50", **query)
        found += page["data"]
        while "cursor" in page:
            page = self.ok("GET", f"{self.board}/items", limit="50", cursor=page["cursor"], **query)
            found += page["data"]
        return found
