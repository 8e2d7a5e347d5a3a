"""Where tokens come from."""

from miro_async.auth._static import StaticToken, TokenSource

__all__ = ["StaticToken", "TokenSource"]
