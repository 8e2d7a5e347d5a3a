"""What is special about boards."""

import asyncio

from miro_async import Miro, drafts
from miro_async.emulator import Emulator
from miro_async.emulator.virtual_time import run
from miro_async.emulator.world import Settings
from miro_async.models import BoardUpdate


def test_a_board_that_is_still_being_moved_says_so_and_is_moved_later() -> None:
    async def main() -> None:
        emulator = Emulator(settings=Settings(board_move_seconds=30))
        async with Miro(emulator.token, transport=emulator.transport()) as miro:
            board = await miro.boards.create(drafts.board("Wanderer"))
            pending = await miro.boards.update(board.id, BoardUpdate(team_id="3458764500000000007"))
            assert (pending.id, pending.is_pending, pending.name) == (board.id, True, None)
            assert (await miro.boards.get(board.id)).team.id == board.team.id
            await asyncio.sleep(31)
            moved = await miro.boards.get(board.id)
            assert (moved.team.id, moved.is_pending) == ("3458764500000000007", False)

    run(main())
