"""What an import with a key sees of a board."""

import asyncio
import json
from decimal import Decimal

from raw_server import answer, raw_server

from miro_async import Miro
from miro_async.cli.show.progress import Silent
from miro_async.cli.tables.board_view import BoardView, look_at_board

NUMBERS = {"x": 10, "y": 20.5}
SIZE = {"width": 300, "height": 200}
PAGE = [
    {"id": "1", "type": "frame", "data": {"title": "outer"}, "position": NUMBERS, "geometry": SIZE},
    {
        "id": "2",
        "type": "frame",
        "data": {"title": "inner"},
        "parent": {"id": "1"},
        "position": NUMBERS,
        "geometry": SIZE,
    },
    "no item at all",
    {"id": "3", "type": "sticky_note", "data": {"content": ["Hi"]}, "position": NUMBERS, "geometry": SIZE},
    {
        "id": "4",
        "type": "shape",
        "data": {"content": "Ho"},
        "parent": {"id": "2"},
        "position": NUMBERS,
        "geometry": SIZE,
    },
    {"id": "5", "type": "kanban", "position": {"x": 0, "y": 1000}, "geometry": SIZE},
]


def test_a_board_is_seen_whole_also_what_of_it_cannot_be_read() -> None:
    page = json.dumps({"data": PAGE, "total": 6, "type": "cursor-list"}).encode()

    async def main() -> BoardView:
        async with raw_server(lambda _: answer(200, page)) as server, Miro("t", base_url=server.url) as miro:
            return await look_at_board(miro, "b=", Silent(), with_tags=False)

    view = asyncio.run(main())
    note, shape = view.items
    assert (note.id, note.problem.partition(":")[0]) == ("3", "data.content")
    assert (shape.id, shape.problem, shape.content.frame, shape.frame_id) == ("4", "", "inner", "2")
    corner_of_outer = Decimal(10) - 150, Decimal("20.5") - 100
    corner_of_inner = corner_of_outer[0] + 10 - 150, corner_of_outer[1] + Decimal("20.5") - 100
    assert shape.content.at == (corner_of_inner[0] + 10, corner_of_inner[1] + Decimal("20.5"))
    assert [(room.title, room.may_grow, len(room.children)) for room in view.ground.frames] == [
        ("outer", True, 1),
        ("inner", False, 1),
    ]
    assert [box.bottom for box in view.ground.loose] == [Decimal("120.5"), Decimal(1100)]
