"""What a command costs, said before anything is sent."""

from miro_async.cli.session import Settings

__all__ = ["cost_fields", "cost_in_words"]


def cost_in_words(credits: int, *, at_least: bool) -> str:
    """Credits for people: ``1,200``, or ``>= 1,200`` where the answers may cost more."""
    return f"{'>= ' if at_least else ''}{credits:,}"


def cost_fields(settings: Settings, credits: int, *, at_least: bool) -> dict[str, object]:
    """Credits as fields of a result: in JSON a number, and whether it is only the least; in words otherwise."""
    if settings.json:
        return {"credits": credits, "at_least": at_least}
    return {"credits": cost_in_words(credits, at_least=at_least)}
