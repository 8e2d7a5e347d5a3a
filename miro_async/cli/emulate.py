"""The command that serves an emulated Miro."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import msgspec

from miro_async.cli.exits import Exit
from miro_async.cli.session import Settings, log_on_stderr
from miro_async.emulator import Emulator, Fault
from miro_async.errors import InvalidArgument

__all__ = ["run_emulator"]


def run_emulator(settings: Settings, *, faults: tuple[str, ...], latency: str, **options: Any) -> Exit:
    """Serve until Ctrl-C; the arguments are the command's options, and with their names those of `Emulator`.

    Raises:
        InvalidArgument: a fault that is none, a latency that is no number.
        ConfigurationError: a setting out of range, or an address that cannot be listened on.
    """
    emulator = Emulator(
        faults=[fault for text in faults for fault in _faults(text)], latency=_latency(latency), **options
    )
    try:
        with log_on_stderr():
            asyncio.run(_serve(emulator, settings))
    except KeyboardInterrupt:  # the usual way to end it
        sys.stderr.write("miro-async: stopped\n")
    return Exit.OK


async def _serve(emulator: Emulator, settings: Settings) -> None:
    async with emulator:
        if settings.json:
            own = {"url": emulator.url, "token": emulator.token}
            line = json.dumps(own | {"scim_url": emulator.scim_url, "scim_token": emulator.scim_token})
        else:
            line = f"MIRO_BASE_URL={emulator.url}\nMIRO_ACCESS_TOKEN={emulator.token}"
            line += f"\nMIRO_SCIM_BASE_URL={emulator.scim_url}\nMIRO_SCIM_TOKEN={emulator.scim_token}"
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
        await emulator.wait_closed()


def _faults(text: str) -> list[Fault]:
    """The rules of an argument: JSON, or the path of a file with JSON; a rule, or a list of rules."""
    data = text if text.lstrip()[:1] in {"{", "["} else None
    if data is None:
        path = Path(text)
        if not path.is_file():
            raise InvalidArgument(f"--fault {text}: neither JSON nor a file")
        data = path.read_text(encoding="utf-8")
    try:
        if data.lstrip().startswith("["):
            return msgspec.json.decode(data, type=list[Fault])
        return [msgspec.json.decode(data, type=Fault)]
    except msgspec.DecodeError as error:
        raise InvalidArgument(f"--fault {text}: {error}") from error


def _latency(text: str) -> float | tuple[float, float]:
    try:
        seconds = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise InvalidArgument(f"--latency {text}: expected seconds, or two with a comma between") from error
    if len(seconds) > 2:
        raise InvalidArgument(f"--latency {text}: expected seconds, or two with a comma between")
    return seconds[0] if len(seconds) == 1 else (seconds[0], seconds[1])
