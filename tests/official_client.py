"""The official Python client, unchanged, on an emulator."""

import warnings
from typing import Any

from miro_async.emulator import Emulator

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # its own imports warn on a current Python
    import miro_api


class Official:
    """Notes which methods were called."""

    def __init__(self, emulator: Emulator) -> None:
        self.api: Any = miro_api.MiroApi(emulator.token)
        self.api.api_client.configuration.host = emulator.url
        self.called: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        self.called.add(name)
        return getattr(self.api, name)
