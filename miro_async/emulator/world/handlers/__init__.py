"""From requests to answers: one function an operation, which takes a request apart and renders what the rules made."""

from miro_async.emulator.world.handlers import (
    board_exports,
    boards,
    connectors,
    files,
    groups,
    items,
    members,
    organizations,
    projects,
    scim,
    tags,
    team_members,
    teams,
    tokens,
    user_groups,
    widgets,
)
from miro_async.emulator.world.handlers._context import Context, Handler, json_answer, refused
from miro_async.emulator.world.handlers.scim import scim_refused

__all__ = ["HANDLERS", "Context", "json_answer", "refused", "scim_refused"]

HANDLERS: dict[str, Handler] = {
    **board_exports.HANDLERS,
    **boards.HANDLERS,
    **connectors.HANDLERS,
    **files.HANDLERS,
    **groups.HANDLERS,
    **items.HANDLERS,
    **members.HANDLERS,
    **organizations.HANDLERS,
    **projects.HANDLERS,
    **scim.HANDLERS,
    **tags.HANDLERS,
    **team_members.HANDLERS,
    **teams.HANDLERS,
    **tokens.HANDLERS,
    **user_groups.HANDLERS,
    **widgets.HANDLERS,
}
"""What answers each operation, by the operation's name."""
