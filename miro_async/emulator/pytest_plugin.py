"""The pytest plugin of the emulator, active wherever the package is installed.

`miro_emulator` is a fresh emulator over real sockets for one test. Its server has a thread of its own, so the
fixture serves plain functions, async tests of any plugin, and clients in other processes alike::

    def test_my_bot(miro_emulator):
        bot = Bot(token=miro_emulator.token, base_url=miro_emulator.url)
        board = bot.make_board("Retro")
        assert miro_emulator.world.item_count(board) == 12
        assert miro_emulator.statistics.rate_limited == 0

A marker gives the settings of `miro_async.emulator.Emulator`, and ``data`` for the world to begin with::

    @pytest.mark.miro_emulator(limit=1_000, faults=[Fault(kind="error", nth=3, times=1)])
    def test_my_bot_goes_on(miro_emulator):
        ...
        miro_emulator.clock.advance(60)          # the quota's window is over

Markers of a module and a class count as well; the nearest wins, setting by setting. The seed of all tests is the
ini option ``miro_emulator_seed`` (0), so that a suite can be run with other ids, latencies and faults.
"""

from collections.abc import Generator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from miro_async.emulator import Emulator

__all__ = ["miro_emulator", "pytest_addoption", "pytest_configure"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the ini option."""
    parser.addini("miro_emulator_seed", "seed of the Miro emulator's ids, latencies and faults", default="0")


def pytest_configure(config: pytest.Config) -> None:
    """Declare the marker."""
    config.addinivalue_line(
        "markers", "miro_emulator(data=None, **settings): settings of the Miro emulator that the test gets"
    )


@pytest.fixture
def miro_emulator(request: pytest.FixtureRequest) -> "Generator[Emulator]":
    """A fresh fake Miro over real sockets, see `miro_async.emulator.pytest_plugin`."""
    # Imported here: the plugin is loaded by every run of pytest, the emulator by the tests that use it.
    from miro_async.emulator import Emulator, in_background  # noqa: PLC0415

    settings: dict[str, Any] = {"seed": int(request.config.getini("miro_emulator_seed"))}
    for marker in reversed(list(request.node.iter_markers("miro_emulator"))):
        settings |= marker.kwargs
    data = settings.pop("data", None)
    emulator = Emulator(**settings)
    if data is not None:
        emulator.world.seed(data)
    with in_background(emulator):
        yield emulator
