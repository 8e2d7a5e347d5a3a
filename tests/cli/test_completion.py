"""What a shell offers while a command is typed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cli_runs import run

COMMAND = Path(sys.executable).with_name("miro-async")
BASH = shutil.which("bash")


def offered(*words: str) -> list[str]:
    """What is offered for the last word."""
    done = subprocess.run(
        [COMMAND],
        env={
            **os.environ,
            "_MIRO_ASYNC_COMPLETE": "bash_complete",
            "COMP_WORDS": " ".join(["miro-async", *words]),
            "COMP_CWORD": str(len(words)),
        },
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (["bo"], ["boards"]),
        (["tags", "at"], ["attach"]),
        (["items", "create", "b=", "st"], ["sticky_note"]),
        (["items", "list", "b=", "--type", "app"], ["app_card"]),
        (["tags", "create", "b=", "x", "--color", "light"], ["light_green"]),
        (["call", "tags.de"], ["tags.delete", "tags.detach"]),
        (["call", "items.list", "b=", "--query", "l"], ["limit="]),
        (["call", "items.list", "b=", "--query", "type=st"], ["type=sticky_note"]),
        (["completion", "f"], ["fish"]),
    ],
)
def test_commands_choices_and_operations_are_completed(words: list[str], wanted: list[str]) -> None:
    assert offered(*words) == wanted


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_script_of_each_shell_calls_the_command(shell: str) -> None:
    script = run(None, "completion", shell)
    assert script.exit_code == 0
    assert "_MIRO_ASYNC_COMPLETE=" in script.stdout
    assert f"{shell}_complete" in script.stdout


@pytest.mark.skipif(BASH is None, reason="needs bash")
def test_bash_completes_with_the_script() -> None:
    assert BASH is not None
    script = (
        'eval "$(miro-async completion bash)"\n'
        "COMP_WORDS=(miro-async call boards.co) COMP_CWORD=2\n"
        "_miro_async_completion miro-async\n"
        'echo "${COMPREPLY[@]}"\n'
        "complete -p miro-async\n"
    )
    path = f"{COMMAND.parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [BASH, "-c", script], env={**os.environ, "PATH": path}, capture_output=True, text=True, check=True
    )
    offered, registered = done.stdout.splitlines()
    assert offered == "boards.copy"
    assert registered.endswith("-F _miro_async_completion miro-async")


def test_the_help_says_how_to_switch_it_on() -> None:
    assert 'eval "$(miro-async completion bash)"' in run(None, "completion", "--help").stdout
