"""How much there is to read: ``python benchmarks/core_size.py``.

Counts the lines of the core, which is what an operation of the API needs: the table, the models, the services, and the
way of a call. Code is what is left without blank lines, comments and docstrings.
"""

import ast
import io
import sys
import tokenize
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import harness
from harness import Check, Report

from miro_async.endpoints import all_rows

PACKAGE = Path(__file__).resolve().parents[1] / "miro_async"
CORE = ("endpoints", "models", "services", "wire.py", "pipe.py", "client.py", "scim.py")
"""What every operation adds to, and what sends it."""
WITH_IT = ("drafts", "budget", "transport.py", "auth")
"""What else a call goes through."""
GOAL = 8_000
"""Lines of code in the core."""

_NO_CODE = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER),
    tokenize.ENCODING,
}


class Size(NamedTuple):
    """Files and their lines."""

    files: int = 0
    lines: int = 0
    code: int = 0

    def plus(self, other: "Size") -> "Size":
        """The sum of both."""
        return Size(*map(sum, zip(self, other, strict=True)))


def size_of(files: Iterable[Path]) -> Size:
    """The size of some files together."""
    total = Size()
    for path in files:
        text = path.read_text()
        total = total.plus(Size(1, len(text.splitlines()), len(_code_lines(text))))
    return total


def _files(name: str) -> Iterator[Path]:
    path = PACKAGE / name
    yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def _code_lines(text: str) -> set[int]:
    """The numbers of the lines that have something to run on them."""
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _NO_CODE:
            lines.update(range(token.start[0], token.end[0] + 1))
    return lines.difference(_docstring_lines(ast.parse(text)))


def _docstring_lines(tree: ast.AST) -> Iterator[int]:
    """The numbers of the lines of texts that are nobody's value."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str()), end_lineno=int(last)):
                yield from range(node.lineno, last + 1)
            case _:
                pass


def main() -> int:
    """Run the benchmark."""
    given = harness.arguments(__doc__ or "").parse_args()
    sizes = {name: size_of(_files(name)) for name in CORE + WITH_IT}
    core = size_of(path for name in CORE for path in _files(name))
    whole = core.plus(size_of(path for name in WITH_IT for path in _files(name)))
    operations = len(all_rows())
    rows = {**sizes, "the core": core, "the core and what a call goes through": whole}
    report = Report(
        title=f"Lines of the core, for {operations} operations; code is without blanks, comments and docstrings",
        versions=harness.versions(),
        columns=("part", "files", "lines", "code", "lines an operation"),
        rows=[
            (name, str(size.files), str(size.lines), str(size.code), f"{size.lines / operations:.1f}")
            for name, size in rows.items()
        ],
        checks=[Check(claim=f"lines of code in the core, for {operations} operations", measured=core.code, bound=GOAL)],
    )
    return harness.finish(report, as_json=given.json)


if __name__ == "__main__":
    sys.exit(main())
