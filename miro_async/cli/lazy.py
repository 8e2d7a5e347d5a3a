"""A group whose commands are imported when they are asked for, and that has its help without them."""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click

__all__ = ["Area", "LazyGroup"]


class Area(NamedTuple):
    """A command that is not imported yet.

    Attributes:
        module: where it is, under the name ``command``.
        help: its line in the list of commands.
        section: the list that it stands in.
    """

    module: str
    help: str
    section: str


class LazyGroup(click.Group):
    """A group that knows some of its commands by their modules only.

    Args:
        areas: these commands by name.
    """

    def __init__(self, *args: Any, areas: Mapping[str, Area], **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self._areas = areas

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in the order of the alphabet."""
        return sorted({*super().list_commands(ctx), *self._areas})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command; this is where it is imported."""
        area = self._areas.get(cmd_name)
        if area is None:
            return super().get_command(ctx, cmd_name)
        command = import_module(area.module).command
        assert isinstance(command, click.Command)  # noqa: S101 - the modules of areas are ours
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands: those that are here, and those that are somewhere else."""
        width = formatter.width - 6 - max(map(len, self.list_commands(ctx)))
        sections: dict[str, list[tuple[str, str]]] = {"Commands": []}
        for name in self.list_commands(ctx):
            area = self._areas.get(name)
            if area is None:
                sections["Commands"].append((name, self.commands[name].get_short_help_str(width)))
            else:
                sections.setdefault(area.section, []).append((name, area.help))
        for title, lines in sections.items():
            with formatter.section(title):
                formatter.write_dl(lines)
