"""Runs of the command inside the test's process."""

from collections.abc import Mapping

from click.testing import CliRunner, Result

from miro_async.cli.main import program
from miro_async.emulator import Emulator

__all__ = ["run"]


def run(
    emulator: Emulator | None, *arguments: str, stdin: bytes | None = None, env: Mapping[str, str] | None = None
) -> Result:
    """Run ``miro-async`` with the emulator's URL and token in the environment."""
    given: dict[str, str | None] = {"MIRO_BASE_URL": None, "MIRO_ACCESS_TOKEN": None, "COLUMNS": "200"}
    if emulator is not None:
        given |= {"MIRO_BASE_URL": emulator.url, "MIRO_ACCESS_TOKEN": emulator.token}
    result = CliRunner().invoke(program, list(arguments), input=stdin, env=given | dict(env or {}))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result
