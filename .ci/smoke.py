"""The wheel without extras: the client on the emulator, over sockets, and the command without its extra."""

import asyncio
import subprocess
import sys
from pathlib import Path

import miro_async
from miro_async import Miro, bulk, drafts
from miro_async.emulator import Emulator


async def main() -> None:
    async with Emulator() as emulator, Miro(emulator.token, base_url=emulator.url) as miro:
        board = await miro.boards.create(drafts.board("smoke"))
        report = await bulk.create(miro, board.id, [drafts.sticky_note(str(n)) for n in range(50)])
        assert report.succeeded == len(await miro.items.list(board.id).collect()) == 50


assert (Path(miro_async.__file__).parent / "py.typed").exists()
asyncio.run(main())
without = subprocess.run(
    [str(Path(sys.executable).with_name("miro-async")), "demo"], capture_output=True, text=True, check=False
)
assert without.returncode != 0, without
assert "miro_async[cli]" in without.stderr, without
print("the wheel works alone")
