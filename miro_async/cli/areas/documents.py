"""``miro-async documents``."""

from miro_async.cli.areas._files import file_group

__all__ = ["command"]

command = file_group("documents", "a document")
