"""``miro-async whoami``."""

import click

import miro_async
from miro_async.cli import actions
from miro_async.cli.options import client_options
from miro_async.cli.session import Settings

__all__ = ["command"]


@click.command("whoami")
@client_options
@click.pass_obj
def command(settings: Settings) -> None:
    """Show whose the token is, for which team and organization, and with which scopes. At least 50 credits."""
    if settings.json:
        actions.show(settings, miro_async.endpoints.tokens.get())
        return
    info = settings.run(actions.token_info)
    named = {"user": info.user, "team": info.team, "organization": info.organization}
    shown = {name: f"{who.name or '-'} ({who.id or '-'})" for name, who in named.items()}
    settings.show({**shown, "scopes": ", ".join(info.scopes) or "-"})
