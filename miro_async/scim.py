"""`Scim`: the client of the SCIM API."""

from typing import Any, ClassVar

from miro_async.budget import Quota
from miro_async.endpoints import Endpoint, ScimEndpoint
from miro_async.pipe import Pipe
from miro_async.services import ScimServices

__all__ = ["Scim"]


class Scim(Pipe, ScimServices):
    """A client of Miro's SCIM API, by which an identity provider manages users and teams (Enterprise plan).

    It is `miro_async.Miro` for another API: other operations, at another URL, with a token of the organization's own
    and a quota of its own. All else is the same, and what is said there of sharing a budget holds here::

        async with Scim("token of the organization") as scim:
            user = await scim.users.create(drafts.scim_user("ada@example.com", display_name="Ada"))
            async for team in scim.groups.list(attributes="id,displayName"): ...

    The quota (Miro's page on the limits of SCIM): in any 30 seconds 200 calls of level 1, 100 of level 2, 20 of
    level 3 or 5 of level 4, which are 10,000 credits by the levels of the REST API. Nobody says whether each level, or
    each operation, has these for itself. Calls are metered as if all shared them, and headers that tell of more are
    believed; a 429 is absorbed as everywhere.

    Arguments that are not named here are those of `miro_async.Miro`.

    Args:
        token: the token of the organization's SCIM settings, or a `TokenSource`. A token of the REST API is none.
        base_url: scheme, host, port and path of the API; None for Miro's.
        quota: the credits of the organization.
        quota_key: names the quota, for tokens that share one; by default each token has its own on each server.
            Every `Scim` of this process with the same key shares one budget.
        flow: which fair share of their class calls belong to that say nothing else; by default one per user or team.

    Raises:
        ConfigurationError: an argument that makes no sense; the message names it.
    """

    rows: ClassVar[type[Endpoint[Any]]] = ScimEndpoint
    base_url_variable: ClassVar[str] = "MIRO_SCIM_BASE_URL"
    default_quota: ClassVar[Quota] = Quota(limit=10_000, window=30.0)
