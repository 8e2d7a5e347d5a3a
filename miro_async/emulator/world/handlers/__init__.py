"""From requests to answers: one function an operation, which takes a request apart and renders what the rules made."""

from miro_async.emulator.world.handlers import (
    boards,
    connectors,
    files,
    groups,
    items,
    members,
    organizations,
    tags,
    teams,
    tokens,
)
from miro_async.emulator.world.handlers._context import Context, Handler, json_answer, refused

__all__ = ["HANDLERS", "Context", "json_answer", "refused"]

HANDLERS: dict[str, Handler] = {
    **boards.HANDLERS,
    **connectors.HANDLERS,
    **files.HANDLERS,
    **groups.HANDLERS,
    **items.HANDLERS,
    **members.HANDLERS,
    **organizations.HANDLERS,
    **tags.HANDLERS,
    **teams.HANDLERS,
    **tokens.HANDLERS,
}
"""What answers each operation, by the operation's name."""
