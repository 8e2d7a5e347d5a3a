"""What a package has in modules that few programs need: they are loaded when the first name of them is asked for."""

from collections.abc import Iterable
from importlib import import_module
from typing import Any

__all__ = ["found_later", "load"]


def found_later(package: str, modules: Iterable[str], name: str) -> Any:
    """What one of some modules of a package has by a name; for the ``__getattr__`` of the package.

    Raises:
        AttributeError: none of them has it.
    """
    if not name.startswith("__"):
        for module in load(package, modules):
            if name in module.__all__:
                value = getattr(module, name)
                setattr(import_module(package), name, value)  # the next time nobody asks here
                return value
    raise AttributeError(f"module {package!r} has no attribute {name!r}")


def load(package: str, modules: Iterable[str]) -> list[Any]:
    """Import some modules of a package."""
    return [import_module(f"{package}.{module}") for module in modules]
