"""Signed URLs: addresses outside of the API that work for whoever knows them, and are read as by a stranger.

No token, no cookie and no header of a session goes there, also not past a redirect, and no error or log shows them.
"""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from miro_async.errors import DecodeError, TransportError
from miro_async.wire import Incoming, NotSent, Transport, Unanswered

__all__ = ["read_signed"]

_MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


@asynccontextmanager
async def read_signed(transport: Transport, url: str, *, base_url: str, user_agent: str) -> AsyncGenerator[Incoming]:
    """Read a signed URL; the answer may have any status but that of a redirect.

    Args:
        transport: what carries the request.
        url: the signed URL.
        base_url: that of the API; only if it is a server on this machine without TLS, the signed one may be too.
        user_agent: who we are.

    Raises:
        TransportError: no answer came, or not the whole of it.
        DecodeError: the URL, or where it leads, is none to be read.
    """
    # Compressed on its way, the length would tell nothing.
    headers = {"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "identity"}
    try:
        for _ in range(_MOST_REDIRECTS + 1):
            async with transport.fetch(_checked(url, base_url), headers) as incoming:
                location = incoming.headers.get("Location", "") if incoming.status in _REDIRECTS else None
                if location is None:
                    yield incoming
                    return
            url = _joined(url, location)
    except (NotSent, Unanswered) as reason:
        raise TransportError(f"the signed URL was not read: {reason}") from reason
    raise DecodeError("the signed URL redirects too often")


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        return ""  # as little a URL as the location


def _checked(url: str, base_url: str) -> str:
    """The URL, quoted where somebody forgot to; it is not shown, whatever is wrong with it."""
    quoted, parts = _split(url)
    may_be_plain = _is_plain_local(parts) and _is_plain_local(urlsplit(base_url))
    if not parts.hostname or not (parts.scheme == "https" or may_be_plain):
        raise DecodeError("the signed URL is no https URL")
    if "@" in parts.netloc:
        raise DecodeError("the signed URL holds credentials")
    return quoted


def _split(url: str) -> tuple[str, SplitResult]:
    """The URL, quoted, and its parts, which are empty where it is none."""
    try:
        quoted = quote(url, safe="%/:?#[]@!$&'()*+,;=~")
        parts = urlsplit(quoted)
        if parts.port != 0 and "%" not in parts.netloc:  # no host has a name that needs quoting
            return quoted, parts
    except ValueError:  # no port, no address, no text
        pass
    return "", urlsplit("")


def _is_plain_local(parts: SplitResult) -> bool:
    return parts.scheme == "http" and parts.hostname in _LOOPBACK
