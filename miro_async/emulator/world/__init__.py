"""The world of the emulator: what the fake Miro holds, its rules, and how it answers requests.

The pieces, from the inside out: `directory` and `state` (the organization, boards, and what lies on them), `frames`
(geometry), `checks` and `kinds` (what a request may hold), `boards`, `items`, `connectors`, `groups`, `members` and
others (the rules), `render` and `paging` (the wire), `routes` and `handlers` (HTTP), `world` (all of it). None of it
shares code with the client: it reads and checks requests by rules of its own.
"""

from miro_async.emulator.world.downloads import PREFIX as DOWNLOADS
from miro_async.emulator.world.downloads import Download
from miro_async.emulator.world.errors import Refusal
from miro_async.emulator.world.routes import Route
from miro_async.emulator.world.settings import Settings
from miro_async.emulator.world.tokens import SCIM_PATH, Token, is_scim
from miro_async.emulator.world.world import World

__all__ = ["DOWNLOADS", "SCIM_PATH", "Download", "Refusal", "Route", "Settings", "Token", "World", "is_scim"]
