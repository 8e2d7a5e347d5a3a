"""Delete the boards of yours that nobody has changed for a year; without --yes it only names them.

python -m miro_async.examples.nightly_cleanup --days 365 --yes
"""

import argparse
import asyncio
import sys
from datetime import UTC, datetime, timedelta

from miro_async import Miro, MiroError, Priority


async def main(days: float, *, yes: bool) -> int:
    failed = 0
    eldest = datetime.now(UTC) - timedelta(days)
    async with Miro.from_env(priority=Priority.BATCH) as miro:
        async for board in miro.boards.list():
            is_mine = board.current_user_membership.role == "owner"
            if is_mine and board.modified_at and board.modified_at < eldest:
                print(f"{board.modified_at:%Y-%m-%d} {board.name}: {board.view_link}")
                try:
                    if yes:
                        await miro.boards.delete(board.id)
                except MiroError as error:
                    print(f"not deleted: {error}", file=sys.stderr)
                    failed += 1
    return failed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=float, default=365)
    parser.add_argument("--yes", action="store_true")
    try:
        sys.exit(min(asyncio.run(main(**vars(parser.parse_args()))), 1))
    except MiroError as error:
        sys.exit(str(error))
