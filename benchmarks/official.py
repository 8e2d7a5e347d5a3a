"""The official Python client, `miro_api`: what the benchmarks compare with. It ships no usable types.

As a program it lists a board seven times and prints the CPU a page of each time, in microseconds: `listing.py` starts
it, so that its 600 modules are in nobody else's way.
"""

import sys
import time
from collections.abc import Iterator
from importlib import import_module
from typing import Any

__all__ = ["OfficialClient"]


class OfficialClient:
    """The official client on another server than Miro's.

    Args:
        token: the access token.
        url: scheme, host and port.
    """

    def __init__(self, token: str, url: str) -> None:
        configuration: Any = import_module("miro_api.configuration").Configuration
        configuration.set_default(configuration(host=url))
        self._refusal: Any = import_module("miro_api.exceptions").ApiException
        self._request: Any = import_module("miro_api.models").StickyNoteCreateRequest
        self._api: Any = import_module("miro_api").MiroApi(token)

    def create(self, board_id: str, content: str) -> bool:
        """Create a sticky note; whether that went well."""
        try:
            self._api.create_sticky_note_item(board_id, self._request.from_dict({"data": {"content": content}}))
        except self._refusal:
            return False
        return True

    def items(self, board_id: str) -> Iterator[object]:
        """The items of a board, in pages of fifty."""
        return iter(self._api.get_all_items(board_id, limit="50"))


def cpu_per_page(client: OfficialClient, board_id: str, pages: int) -> float:
    """CPU a page of one listing, in microseconds."""
    start = time.process_time()
    for _ in client.items(board_id):
        pass
    return 1e6 * (time.process_time() - start) / pages


def main(url: str, token: str, board_id: str, pages: int) -> None:
    """List a board seven times, after once that does not count."""
    client = OfficialClient(token, url)
    cpu_per_page(client, board_id, pages)
    for _ in range(7):
        print(f"{cpu_per_page(client, board_id, pages):.1f}")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
