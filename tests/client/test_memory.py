"""Files of 6,000,000 bytes over sockets, up and down, without ever being wholly in memory."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from miro_async.emulator import Emulator

PROGRAM = Path(__file__).parents[1] / "transfers_in_memory.py"
SIZE = 6_000_000
AT_MOST_MB = 3.0


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux tells the peak of some time")
def test_files_of_6_000_000_bytes_go_through_flat_memory(tmp_path: Path) -> None:
    small, large, directory = tmp_path / "small.png", tmp_path / "large.png", tmp_path / "to"
    small.write_bytes(bytes(1_000))
    large.write_bytes(os.urandom(SIZE))
    directory.mkdir()

    async def main() -> list[float]:
        async with Emulator() as emulator:
            board = emulator.world.create_board("Board")["id"]
            program = await asyncio.create_subprocess_exec(
                sys.executable, PROGRAM, emulator.url, emulator.token, board, small, large, directory, stdout=-1
            )
            printed, _ = await asyncio.wait_for(program.communicate(), 60)
            assert program.returncode == 0
            assert [item["type"] for item in emulator.world.board_items(board)] == ["image"] * 6
            return [float(line) for line in printed.split()]

    upload, several, download = asyncio.run(main())
    assert max(upload, several, download) <= AT_MOST_MB, (upload, several, download)
    assert (directory / large.name).read_bytes() == large.read_bytes()
