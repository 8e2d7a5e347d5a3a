"""Bare requests to an emulator in process: no client of this package is involved."""

import json
from typing import Any

from miro_async.emulator import Emulator
from miro_async.wire import Request, Response

NOTE = {"data": {"content": "a note"}, "position": {"x": 0, "y": 0}}


async def ask(
    emulator: Emulator, method: str, target: str, body: Any = None, *, token: str = "", patience: float | None = None
) -> Response:
    """Send one request through the in-process transport; `body` is made JSON, `patience` is in seconds."""
    headers = {"Authorization": f"Bearer {token or emulator.token}"}
    data = None
    if body is not None:
        data = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
    request = Request(method, "https://api.miro.com", target, headers, data)
    return await emulator.transport().send(request, timeout=patience)


async def new_board(emulator: Emulator, name: str = "Board") -> str:
    """Make a board and return its id."""
    answer = await ask(emulator, "POST", "/v2/boards", {"name": name})
    assert answer.status == 201, answer.body
    board_id = json.loads(answer.body)["id"]
    assert isinstance(board_id, str)
    return board_id


async def new_note(emulator: Emulator, board_id: str, *, patience: float | None = None) -> Response:
    """Create a sticky note."""
    return await ask(emulator, "POST", notes(board_id), NOTE, patience=patience)


def notes(board_id: str) -> str:
    """The path of a board's sticky notes."""
    return f"/v2/boards/{board_id.replace('=', '%3D')}/sticky_notes"
