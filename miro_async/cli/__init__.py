"""The command ``miro-async``: tables into boards and out of them, every resource of the API, an emulator.

::

    main.py        the program: nothing but click is imported for --help; lazy.py imports the areas when asked for
    areas/         the commands of each resource, and whoami, call, completion
    tables/        import, import --key and export
    show/          what people see: tables, lines and JSON, progress, text that is safe for a terminal
    options.py     options that many commands have    choices.py    what they offer
    actions.py     what most of these commands do: send and show, list, delete after asking.py asked
    bodies.py      bodies from options or JSON         kinds.py      where options go in each kind of item
    reading.py     answers as the API sent them        item_lists.py, tags_by_title.py
    bulk_jobs.py   choose, ask, work, sum up           changes.py    delete, update, tag in bulk
    transfers.py   files up and down                   download_log.py  which of them are there
    calling.py     any row of the table
    exits.py       exit codes, and errors as lines     session.py    token, base URL and one event loop for a command
    demo.py, emulate.py, watch.py
"""

import importlib.util
import os
import sys
from pathlib import Path

__all__ = ["main"]

_EXTRA = ("click", "rich")


def main() -> None:
    """The entry point of the command; exits with a code of `miro_async.cli.exits.Exit`."""
    _replace_closed_streams()
    try:
        _run()
    except KeyboardInterrupt:  # before the program itself can catch it: imports take most of the first 0.1 s
        sys.stderr.write("miro-async: interrupted\n")
        raise SystemExit(130) from None


def _replace_closed_streams() -> None:
    """Stand in for streams that whoever started the command has closed; Python has None for them then."""
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - for the whole process
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - likewise


def _run() -> None:
    missing = [name for name in _EXTRA if importlib.util.find_spec(name) is None]
    if missing:
        sys.stderr.write(f'miro-async needs {" and ".join(missing)}: pip install "miro_async[cli]"\n')
        raise SystemExit(2)
    from miro_async.cli.main import program  # noqa: PLC0415 - needs click

    program.main(prog_name="miro-async")
