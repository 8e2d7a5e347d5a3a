"""`Miro`: the client of the REST API."""

from typing import ClassVar

from miro_async.budget import Quota
from miro_async.pipe import Pipe
from miro_async.services import RestServices

__all__ = ["Miro"]


class Miro(Pipe, RestServices):
    """A client of the Miro REST API; every call of every copy goes through the budget of its quota.

    It can be built outside a loop, and is used as ``async with Miro("token") as miro: ...``.

    Args:
        token: an access token, or a `TokenSource`.
        base_url: scheme, host and port of the API; None for Miro's.
        quota: the credits of this user and app.
        quota_key: names the quota, for tokens that share one; by default each token has its own on each server.
            Every `Miro` of this process with the same key shares one budget.
        max_in_flight: how many requests may be on their way at once.
        timeout: seconds to connect, between two reads, and in total.
        retries: how often a call that may be repeated is repeated.
        priority: of calls that say nothing else.
        deadline: seconds from call to answer, for calls that say nothing else; None or ``math.inf`` for as long as it
            takes.
        flow: which fair share of their class calls belong to that say nothing else; by default one per board.
        weight: how many parts that share is, where other flows have one; for calls that say nothing else.
        connector: an aiohttp connector to use; it is not closed.
        session: an aiohttp session to use; it is not closed.
        proxy: the URL of an HTTP proxy.
        trust_env: whether to take proxies from the environment.
        user_agent: put before this package's own.
        transport: what carries the requests instead of sockets, such as `Emulator.transport`.
        before: called with each call before it waits.
        after: called with each call and its `Exchange`, or the error that it raises.

    Raises:
        ConfigurationError: an argument that makes no sense; the message names it.
    """

    base_url_variable: ClassVar[str] = "MIRO_BASE_URL"
    default_quota: ClassVar[Quota] = Quota()
