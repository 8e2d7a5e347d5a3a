"""An asyncio-first client of the Miro REST API that spends the whole credit quota without earning a 429.

Where things are, from the bottom up (a module imports only what stands above it here;
`later` defers what few programs need)::

    errors       the error tree
    models       frozen Structs by area: what the API answers, what we send
    drafts       flat typed constructors of what is created
    ids          ids from what people paste
    answer_time  how long answers take, for what has a deadline
    files        what is uploaded: a path, bytes, or what opens one
    endpoints    THE TABLE: one row an operation; a row called with ids and a body gives a Call
    wire         sans-I/O: Call -> Request; Response -> value | failure | again
    budget       the credit-budget scheduler: the only place that waits
    auth         where tokens come from
    transport    aiohttp, the only user of its session
    emulator     the fake Miro, over sockets and in process
    options      how a call is treated: priority, deadline, flow, weight
    signed       signed URLs, read as by a stranger
    attempts     how often a call is repeated, and what it has been through
    services     one small file per resource: typed methods, nothing else
    pipe         the one way of a call
    client       Miro: the REST API
    scim         Scim: the API of identity providers
    journal      a file of records that survives kill -9
    otel         spans and metrics for OpenTelemetry
    bulk         many items, one outcome each
    cli          the command miro-async
    examples     programs to copy

Names are loaded when they are first used, so that ``import miro_async`` is cheap.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from miro_async._version import __version__

if TYPE_CHECKING:
    from miro_async import bulk, drafts, emulator, endpoints, errors, ids, models
    from miro_async.attempts import Retries
    from miro_async.auth import StaticToken, TokenSource
    from miro_async.budget import BudgetSnapshot, Estimate, Priority, Quota
    from miro_async.client import Miro
    from miro_async.endpoints import Call
    from miro_async.errors import (
        ConfigurationError,
        DeadlineExceeded,
        InvalidArgument,
        MiroError,
        OutcomeUnknown,
        StatusError,
        TransportError,
    )
    from miro_async.files import File
    from miro_async.models import UNSET
    from miro_async.options import call_options
    from miro_async.scim import Scim
    from miro_async.services import Download, Exchange, Pager
    from miro_async.wire import Timeout

__all__ = [
    "UNSET",
    "BudgetSnapshot",
    "Call",
    "ConfigurationError",
    "DeadlineExceeded",
    "Download",
    "Estimate",
    "Exchange",
    "File",
    "InvalidArgument",
    "Miro",
    "MiroError",
    "OutcomeUnknown",
    "Pager",
    "Priority",
    "Quota",
    "Retries",
    "Scim",
    "StaticToken",
    "StatusError",
    "Timeout",
    "TokenSource",
    "TransportError",
    "__version__",
    "bulk",
    "call_options",
    "drafts",
    "emulator",
    "endpoints",
    "errors",
    "ids",
    "models",
]

_MODULES = frozenset({"bulk", "drafts", "emulator", "endpoints", "errors", "ids", "models"})
_HOMES = {
    "UNSET": "models",
    "BudgetSnapshot": "budget",
    "Call": "endpoints",
    "ConfigurationError": "errors",
    "DeadlineExceeded": "errors",
    "Download": "services",
    "Estimate": "budget",
    "Exchange": "services",
    "File": "files",
    "InvalidArgument": "errors",
    "Miro": "client",
    "MiroError": "errors",
    "OutcomeUnknown": "errors",
    "Pager": "services",
    "Priority": "budget",
    "Quota": "budget",
    "Retries": "attempts",
    "Scim": "scim",
    "StaticToken": "auth",
    "StatusError": "errors",
    "Timeout": "wire",
    "TokenSource": "auth",
    "TransportError": "errors",
    "call_options": "options",
}


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"{__name__}.{name}")
    if name in _HOMES:
        value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
        globals()[name] = value
        return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
