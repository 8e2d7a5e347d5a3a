"""The plugin in runs of pytest of its own, and the emulator in a background thread."""

import json
import subprocess
import sys
import urllib.error
import urllib.request

import pytest

from miro_async.emulator import Emulator, Fault, in_background

pytest_plugins = ["pytester"]


def get(emulator: Emulator, path: str, *, token: str = "") -> tuple[int, dict[str, object]]:
    headers = {"Authorization": f"Bearer {token or emulator.token}"}
    try:
        with urllib.request.urlopen(urllib.request.Request(f"{emulator.url}{path}", headers=headers)) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error)


def test_the_fixture_serves_a_plain_function(miro_emulator: Emulator) -> None:
    board = miro_emulator.world.create_board("Retro")
    status, body = get(miro_emulator, "/v2/boards")
    assert (status, body["total"]) == (200, 1)
    assert get(miro_emulator, f"/v2/boards/{board['id']}")[1]["name"] == "Retro"
    assert miro_emulator.statistics.calls == 2


@pytest.mark.miro_emulator(
    seed=7, limit=50, faults=[Fault(kind="error", nth=2, times=1)], data={"boards": [{"name": "Given"}]}
)
def test_the_marker_gives_settings_and_the_clock_can_be_turned(miro_emulator: Emulator) -> None:
    assert miro_emulator.world.token.user_id == Emulator(seed=7).world.token.user_id
    assert [board["name"] for board in miro_emulator.world.boards()] == ["Given"]
    assert get(miro_emulator, "/v2/boards")[0] == 200
    assert get(miro_emulator, "/v2/boards")[0] == 429
    miro_emulator.clock.advance(60)
    assert get(miro_emulator, "/v2/boards")[0] == 500


def test_seed_and_markers_of_a_suite(pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nmiro_emulator_seed = 41\nfilterwarnings = error\naddopts = --strict-markers")
    pytester.makepyfile(
        """
        import pytest
        from miro_async.emulator import Emulator

        pytestmark = pytest.mark.miro_emulator(limit=1_000, window=5.0)

        def test_ini(miro_emulator):
            assert miro_emulator.world.token.user_id == Emulator(seed=41).world.token.user_id

        @pytest.mark.miro_emulator(limit=2_000)
        def test_nearest_wins(miro_emulator):
            assert (miro_emulator.limits.limit, miro_emulator.limits.window) == (2_000, 5.0)
        """
    )
    pytester.runpytest_subprocess().assert_outcomes(passed=2)


def test_a_run_of_pytest_that_does_not_use_the_plugin_does_not_pay_for_it() -> None:
    program = "import sys, miro_async.emulator.pytest_plugin; print({'aiohttp', 'msgspec'} & set(sys.modules))"
    answer = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "set()"


def test_the_background_thread_ends_with_the_block() -> None:
    with in_background(Emulator()) as emulator:
        url = emulator.url
        assert get(emulator, "/v2/boards", token="wrong")[0] == 401
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(url)
