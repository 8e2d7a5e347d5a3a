"""The house keeps its shape: imports go down only, every module imports alone, one place waits."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import miro_async

PACKAGE = Path(miro_async.__file__).parent
ROOMS = [
    {"_version", "later"},
    {"errors"},
    {"models"},
    {"drafts", "ids"},
    {"files"},
    {"endpoints"},
    {"wire"},
    {"budget", "auth", "transport", "emulator"},
    {"options", "signed"},
    {"attempts"},
    {"services"},
    {"pipe"},
    {"client", "scim"},
    {"journal", "otel"},
    {"bulk"},
    {"examples", "cli"},
]
FLOOR = {room: number for number, rooms in enumerate(ROOMS) for room in rooms}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def home_of(name: str) -> str:
    """The room of what ``miro_async.name`` is, or of where it is made."""
    return name if name in FLOOR else str(getattr(miro_async, name).__module__).split(".")[1]


def imported_rooms(path: Path) -> set[str]:
    rooms: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            names = [f"{module}.{alias.name}" for alias in node.names] if module == "miro_async" else [module]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        else:
            continue
        rooms |= {home_of(name.split(".")[1]) for name in names if name.startswith("miro_async.")}
    return rooms


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(PACKAGE).as_posix() for path in paths]


@pytest.mark.parametrize("path", MODULES, ids=names(MODULES))
def test_imports_go_down_only(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        return
    # The emulator shares the table and the models with the client, and nothing that could cancel a bug out.
    forbidden = {"budget", "wire"} if room == "emulator" and path.name != "transport.py" else set[str]()
    for other in imported_rooms(path) - {room}:
        assert FLOOR[other] < FLOOR[room], f"{room} must not import {other}"
        assert other not in forbidden, f"{room} must not import {other}"


def test_every_module_imports_alone_without_a_warning() -> None:
    modules = [
        "miro_async." + name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name in names(MODULES)
        if name != "__init__.py" and not name.startswith("examples/")
    ]
    script = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    for loaded in [m for m in sys.modules if m.split('.')[0] == 'miro_async']: del sys.modules[loaded]\n"
        "    importlib.import_module(name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, *modules], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_only_the_scheduler_waits_and_who_watches() -> None:
    sleeping = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        if re.search(r"\bsleep\(", path.read_text()) and room_of(path) not in {"emulator", "examples"}
    }
    assert sleeping <= {"budget/scheduler.py", "cli/watch.py"}


def test_public_names_exist_and_are_few() -> None:
    assert len(miro_async.__all__) <= 40
    for name in miro_async.__all__:
        assert getattr(miro_async, name) is not None
    assert set(miro_async.__all__) <= set(dir(miro_async))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        miro_async.nonsense  # noqa: B018


def test_importing_the_package_is_cheap() -> None:
    script = "import sys, miro_async; print('aiohttp' in sys.modules, 'msgspec' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_constructing_a_client_loads_nothing_that_few_programs_need() -> None:
    script = (
        "import sys, miro_async; miro_async.Miro('token')\n"
        "later = ('legal_holds', 'scim', 'user_groups', 'board_exports', 'projects')\n"
        "print([m for m in sys.modules if m.startswith('miro_async.') and m.split('.')[-1] in later])\n"
        "print({'ScimUser', 'LegalHold', 'Board'} <= set(dir(miro_async.models)), 'case' in dir(miro_async.drafts))\n"
        "print(miro_async.Miro('token').legal_holds, miro_async.models.LegalHold, miro_async.drafts.case)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == "['miro_async.models.user_groups']"  # whose answer the lenient reader knows
    assert done.stdout.splitlines()[1] == "True True"
    assert "LegalHolds" in done.stdout
