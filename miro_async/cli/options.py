"""Options and arguments that many commands have. Nothing but click is imported here."""

from collections.abc import Callable
from math import isfinite
from pathlib import Path
from typing import Any, TypeVar

import click
from click.core import ParameterSource

from miro_async import ids
from miro_async.cli.session import Settings
from miro_async.errors import InvalidArgument

__all__ = [
    "JOURNAL",
    "FiniteRange",
    "at_option",
    "board_argument",
    "client_options",
    "data_option",
    "limit_option",
    "options",
    "organization_option",
    "output_options",
    "parent_option",
    "size_option",
    "watch_option",
    "yes_option",
]

F = TypeVar("F", bound=Callable[..., Any])

JOURNAL = click.Path(dir_okay=False, path_type=Path)


def options(*decorators: Callable[[F], F]) -> Callable[[F], F]:
    """Several options as one decorator, in this order in the help."""

    def decorate(command: F) -> F:
        for decorator in reversed(decorators):
            command = decorator(command)
        return command

    return decorate


class FiniteRange(click.FloatRange):
    """Numbers in a range that NaN and infinity are never in: click lets them pass."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """A number from a command line."""
        number = float(super().convert(value, param, ctx))
        if not isfinite(number):
            self.fail(f"{value} is no finite number.", param, ctx)
        return number


def _keep(ctx: click.Context, option: click.Parameter, value: Any) -> None:
    """Put a common option into the settings; what stands on the command line beats the environment."""
    settings = ctx.ensure_object(Settings)
    name = option.name or ""
    if value and ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE:
        settings.explicit.add(name)
    if value and (ctx.get_parameter_source(name) is ParameterSource.COMMANDLINE or not getattr(settings, name)):
        setattr(settings, name, value)


def _common(*names: str, **attributes: Any) -> Callable[[F], F]:
    return click.option(*names, expose_value=False, callback=_keep, **attributes)


output_options = options(
    _common("--json", is_flag=True, help="Results as one line of JSON."),
    _common("--quiet", "-q", is_flag=True, help="Show nothing meanwhile."),
    _common("--verbose", "-v", is_flag=True, help="Errors with a traceback."),
)
watch_option = _common("--watch", is_flag=True, help="Show meanwhile how the credits are doing.")
client_options = options(
    _common(
        "--token",
        envvar="MIRO_ACCESS_TOKEN",
        help="Access token; better set MIRO_ACCESS_TOKEN, for a command line can be seen by others.",
    ),
    _common("--base-url", envvar="MIRO_BASE_URL", help="URL of the API, or MIRO_BASE_URL."),
    output_options,
)


def _board_id(ctx: click.Context, param: click.Parameter, value: str) -> str:
    """The id of a board, also from a URL that somebody pasted."""
    del ctx, param
    return ids.board(value)


def _pair(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[float, float] | None:
    """Two numbers with a comma between."""
    del ctx
    if value is None:
        return None
    try:
        first, second = (float(part) for part in value.split(","))
        if not (isfinite(first) and isfinite(second)):
            raise ValueError  # noqa: TRY301 - as good as no number
    except ValueError:
        option = param.opts[0]
        raise InvalidArgument(
            f"{option} {value}: expected two numbers with a comma between", field=option.lstrip("-")
        ) from None
    return first, second


board_argument = click.argument("board_id", metavar="BOARD", callback=_board_id)
at_option = click.option(
    "--at",
    callback=_pair,
    metavar="X,Y",
    help="Centre, in pixels; from the frame's top left corner, or the board's centre.",
)
size_option = click.option("--size", callback=_pair, metavar="W,H", help="In pixels.")
parent_option = click.option("--parent", metavar="FRAME", help="Id of the frame to lie in.")
limit_option = click.option("--limit", type=click.IntRange(1), metavar="N", help="At most so many.")
yes_option = click.option("--yes", "-y", is_flag=True, help="Do not ask; needed without a terminal.")
data_option = click.option(
    "--data", metavar="JSON|@FILE|-", help="The whole body with the API's field names, instead of other options."
)
organization_option = click.option(
    "--org", metavar="ID", help="The organization; that of the token by default, which costs 50 credits to find."
)
