"""What holds for every program: short, public names only, documented, and a face that people can use."""

import ast
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from example_runs import EXAMPLES, NAMES, environment, run

import miro_async
from miro_async.emulator import Emulator

PUBLIC = ("miro_async", "miro_async.emulator", "miro_async.errors", "miro_async.models")
README = Path(__file__).parents[2] / "README.md"


def tree_of(name: str) -> ast.Module:
    return ast.parse((EXAMPLES / f"{name}.py").read_text())


def test_there_are_ten() -> None:
    assert len(NAMES) == 10


@pytest.mark.parametrize("name", NAMES)
def test_it_has_at_most_forty_lines_and_says_how_it_is_run(name: str) -> None:
    assert len((EXAMPLES / f"{name}.py").read_text().splitlines()) <= 40
    assert f"python -m miro_async.examples.{name}" in (ast.get_docstring(tree_of(name)) or "")


@pytest.mark.parametrize("name", NAMES)
def test_it_has_an_async_main_and_can_be_imported_without_running(name: str) -> None:
    body = tree_of(name).body
    assert any(isinstance(node, ast.AsyncFunctionDef) and node.name == "main" for node in body)
    assert isinstance(body[-1], ast.If)
    assert ast.unparse(body[-1].test) == "__name__ == '__main__'"


@pytest.mark.parametrize("name", NAMES)
def test_it_uses_public_names_only(name: str) -> None:
    for node in ast.walk(tree_of(name)):
        if isinstance(node, ast.Import):
            assert not any(alias.name.startswith("miro_async") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith("miro_async"):
            assert node.module in PUBLIC
            assert {alias.name for alias in node.names} <= set(importlib.import_module(node.module).__all__)
        elif isinstance(node, ast.Attribute):
            assert not node.attr.startswith("_")


@pytest.mark.parametrize("name", NAMES)
def test_it_neither_sleeps_nor_needs_a_comment(name: str) -> None:
    source = (EXAMPLES / f"{name}.py").read_text()
    assert "sleep" not in source
    assert not re.search(r"(^|\s)#", source)


@pytest.mark.parametrize("name", NAMES)
def test_the_readme_names_it(name: str) -> None:
    assert f"{name}.py" in README.read_text()


@pytest.mark.parametrize("name", sorted({*NAMES} - {"copy_board", "web_backend", "web_import"}))
def test_help_says_what_it_does(name: str, miro_emulator: Emulator) -> None:
    done = run(miro_emulator, name, "--help")
    assert done.code == 0
    summary = (ast.get_docstring(tree_of(name)) or "").split(".")[0].split(":")[0]
    assert summary in " ".join(done.out.split())
    assert not miro_emulator.statistics.calls


@pytest.mark.parametrize("name", ["download_images", "import_csv", "recolor", "upload_folder"])
def test_no_board_is_refused_before_anything_is_sent(name: str, tmp_path: Path, miro_emulator: Emulator) -> None:
    rest = ["risk", "red"] if name == "recolor" else [tmp_path]
    done = run(miro_emulator, name, "https://miro.com/login/", *rest)
    assert done.code == 2
    assert "usage:" in done.err
    assert "https://miro.com/login/" in done.err
    assert not miro_emulator.statistics.calls


def test_it_runs_from_the_installed_package(tmp_path: Path, miro_emulator: Emulator) -> None:
    board = miro_emulator.world.create_board()["id"]
    (tmp_path / "rows.csv").write_text("one\n")
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "miro_async.examples.import_csv", board, "rows.csv"],
        env={**os.environ, **environment(miro_emulator), "PYTHONPATH": str(Path(miro_async.__file__).parents[1])},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert miro_emulator.world.item_count(board) == 1
