"""The house keeps its shape: imports go down only, every module imports alone, one place waits."""

import ast
import graphlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

import miro_async

PACKAGE = Path(miro_async.__file__).parent
ROOMS = [
    {"_version", "later", "answer_time"},
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


def needed_by(path: Path) -> set[str]:
    """The modules that importing one imports, but for those that it needs later or for types only."""
    needed: set[str] = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("miro_async"):
            module = str(node.module)
            parts = {f"{module}.{alias.name}" for alias in node.names} & set(BY_NAME)
            needed |= parts if len(parts) == len(node.names) else {module, *parts}
        elif isinstance(node, ast.Import):
            needed |= {alias.name for alias in node.names if alias.name.startswith("miro_async.")}
    return needed


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


BY_NAME = {name_of(path): path for path in MODULES if room_of(path) != "examples"}


def test_no_module_needs_one_that_needs_it() -> None:
    order = graphlib.TopologicalSorter({name: needed_by(path) for name, path in BY_NAME.items()})
    assert set(order.static_order()) == set(BY_NAME)


def test_every_package_imports_alone_and_no_module_warns() -> None:
    packages = sorted(name for name, path in BY_NAME.items() if path.name == "__init__.py" and name != "miro_async")
    script = (
        "import importlib, sys\n"
        "packages, modules = sys.argv[1].split(), sys.argv[2].split()\n"
        "for name in packages:\n"
        "    for loaded in [m for m in sys.modules if m.split('.')[0] == 'miro_async']: del sys.modules[loaded]\n"
        "    importlib.import_module(name)\n"
        "for name in modules: importlib.import_module(name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, " ".join(packages), " ".join(sorted(BY_NAME))],
        capture_output=True,
        text=True,
        check=False,
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
