"""``miro-async members``."""

import sys
from typing import Any

import click

import miro_async
from miro_async.cli import actions
from miro_async.cli.choices import BOARD_ROLES
from miro_async.cli.exits import Exit
from miro_async.cli.options import board_argument, client_options, data_option, limit_option, yes_option
from miro_async.cli.session import Settings
from miro_async.cli.show.columns import MEMBERS
from miro_async.cli.show.safety import printable

__all__ = ["command"]

_member = click.argument("member_id", metavar="MEMBER")


@click.group()
def command() -> None:
    """Members of a board: list, get, share, update, remove."""


@command.command("list")
@board_argument
@limit_option
@client_options
@click.pass_obj
def list_(settings: Settings, board_id: str, limit: int | None) -> None:
    """List the members of a board. 50 credits a page of 50."""
    actions.show_list(settings, miro_async.endpoints.members.list, board_id, columns=MEMBERS, limit=limit)


@command.command()
@board_argument
@_member
@client_options
@click.pass_obj
def get(settings: Settings, board_id: str, member_id: str) -> None:
    """Show a member. 50 credits."""
    actions.show(settings, miro_async.endpoints.members.get(board_id, member_id))


@command.command()
@board_argument
@click.argument("emails", metavar="EMAIL...", nargs=-1)
@click.option("--role", type=click.Choice(BOARD_ROLES), help="What they may do; commenter by default.")
@click.option("--message", help="Words to go along.")
@data_option
@client_options
@click.pass_obj
def share(
    settings: Settings,
    board_id: str,
    emails: tuple[str, ...],
    role: str | None,
    message: str | None,
    data: str | None,
) -> None:
    """Invite 1 to 20 people to a board. 500 credits.

    Some invitations may fail while others succeed: the exit code is 1 then.
    """
    actions.needs(data, emails=emails)
    row = miro_async.endpoints.members.share
    fields = {"emails": emails or None, "role": role, "message": message}
    answer = actions.send(settings, row(board_id, body=actions.body(row, data, fields)))
    failed: list[dict[str, Any]] = answer.get("failed") or []
    for each in failed:
        line = f"{each.get('email')}: {each.get('reason')}"
        sys.stderr.write(f"miro-async: {printable(line)}\n")
    if settings.json:
        actions.show_answer(settings, answer)
    else:
        invited: list[str] = answer.get("successful") or []
        settings.show({"invited": len(invited), "failed": len(failed)})
    sys.exit(Exit.INCOMPLETE if failed else Exit.OK)


@command.command()
@board_argument
@_member
@click.option("--role", type=click.Choice(BOARD_ROLES), required=True, help="What the member may do.")
@client_options
@click.pass_obj
def update(settings: Settings, board_id: str, member_id: str, role: str) -> None:
    """Give a member another role; the last owner stays one. 100 credits."""
    row = miro_async.endpoints.members.update
    actions.show(settings, row(board_id, member_id, body=actions.body(row, None, {"role": role})))


@command.command()
@board_argument
@_member
@yes_option
@client_options
@click.pass_obj
def remove(settings: Settings, board_id: str, member_id: str, yes: bool) -> None:
    """Remove a member from a board; it asks before. 100 credits."""
    what = f"remove the member {member_id} from the board {board_id}"
    actions.delete(settings, miro_async.endpoints.members.remove(board_id, member_id), what, yes=yes)
