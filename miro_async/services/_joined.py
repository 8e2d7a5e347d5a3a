"""Several words in one parameter."""

from collections.abc import Iterable

from msgspec import UNSET, UnsetType

from miro_async.drafts._parts import many
from miro_async.errors import InvalidArgument

__all__ = ["joined"]


def joined(name: str, words: str | Iterable[str] | UnsetType) -> str | UnsetType:
    """Words as one parameter takes them: with commas between them.

    Args:
        name: the parameter.
        words: some, or a string that has the commas already.

    Raises:
        InvalidArgument: something that holds no words.
    """
    if words is UNSET or isinstance(words, str):
        return words
    several = many(name, words)
    if not all(isinstance(word, str) for word in several):
        raise InvalidArgument(f"{name} must be strings, not {several!r}", field=name)
    return ",".join(several)
