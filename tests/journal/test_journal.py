"""The file format of journals: what survives, and what is refused."""

import stat
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from miro_async import ConfigurationError
from miro_async.journal import Journal

JOB = {"operation": "items.create", "board_id": "uXjVAAAAAAA="}
RECORDS = [b'{"a":1}', b'{"text":"na\\u00efve"}', b"[]", b'{"long":"%s"}' % (b"x" * 200)]


def opened(path: Path, job: dict[str, str] | None = None) -> tuple[Journal, list[bytes]]:
    """A journal, and the records that it had."""
    found: list[bytes] = []
    return Journal(path, JOB if job is None else job, found.append), found


def reread(path: Path) -> list[bytes]:
    journal, found = opened(path)
    journal.close()
    return found


def written(path: Path) -> bytes:
    """The bytes of a journal of all `RECORDS`."""
    journal, found = opened(path)
    with journal:
        journal.append(RECORDS[0])
        journal.append(*RECORDS[1:])
    assert found == []
    return path.read_bytes()


def test_records_are_there_again(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    written(path)
    journal, found = opened(path)
    with journal:
        assert found == RECORDS
        journal.append(b"{}")
    assert reread(path) == [*RECORDS, b"{}"]


def test_every_torn_end_is_cut_off_and_written_over(tmp_path: Path) -> None:
    data = written(tmp_path / "whole.journal")
    path = tmp_path / "torn.journal"
    ends = [place for place, byte in enumerate(data, start=1) if byte == ord("\n")]
    for length in range(len(data) + 1):
        path.write_bytes(data[:length])
        journal, found = opened(path)
        whole = max(0, sum(end <= length for end in ends) - 1)
        assert found == RECORDS[:whole]
        with journal:
            journal.append(b'"new"')
        assert reread(path) == [*RECORDS[:whole], b'"new"']


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tail=st.binary(max_size=300))
def test_whatever_a_crash_left_at_the_end_is_cut_off(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "a.journal"
    path.unlink(missing_ok=True)
    data = written(path)
    path.write_bytes(data + tail)
    assert reread(path) == RECORDS
    assert path.read_bytes() == data


def test_damage_in_the_middle_is_refused_and_nothing_is_cut(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    data = bytearray(written(path))
    data[data.index(b'"a":1')] ^= 1
    path.write_bytes(data)
    with pytest.raises(ConfigurationError, match="is damaged in line 2"):
        opened(path)
    assert path.read_bytes() == data


@pytest.mark.parametrize("content", [b"id,name\n1,Ada\n", b"\x00" * 100, b"0badc0de {}\n", b"x"])
def test_a_file_that_is_no_journal_is_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match="is no journal"):
        opened(path)
    assert path.read_bytes() == content


def test_an_empty_file_becomes_a_journal(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    path.touch()
    assert reread(path) == []
    assert path.read_bytes().endswith(b"\n")


def test_a_journal_of_another_job_says_which(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    written(path)
    with pytest.raises(ConfigurationError, match="another job: board_id 'uXjVAAAAAAA='"):
        opened(path, {**JOB, "board_id": "uXjVBBBBBBB="})


def test_a_journal_of_another_version_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    head = b'{"format":"miro_async journal","version":99,"job":{}}'
    path.write_bytes(b"%08x %s\n" % (zlib.crc32(head), head))
    with pytest.raises(ConfigurationError, match="has version 99"):
        opened(path)


def test_a_record_that_makes_no_sense_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    written(path)

    def refuse(record: bytes) -> None:
        if record == b"[]":
            raise ValueError("expected an object")

    with pytest.raises(ConfigurationError, match="no sense in line 4: expected an object"):
        Journal(path, JOB, refuse)
    assert reread(path) == RECORDS  # and it is unlocked


def test_only_the_owner_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    written(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_is_locked_against_other_processes_and_this_one(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    journal, _ = opened(path)
    script = f"from miro_async.journal import Journal; Journal({str(path)!r}, {JOB!r}, print)"
    with journal:
        with pytest.raises(ConfigurationError, match="in use by another run"):
            opened(path)
        other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        assert "in use by another run" in other.stderr
    other = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (other.returncode, other.stderr) == (0, "")


@pytest.mark.parametrize("place", [".", "no/such/directory/a.journal"])
def test_a_path_that_cannot_be_a_file_is_refused(tmp_path: Path, place: str) -> None:
    with pytest.raises(ConfigurationError, match="cannot be opened"):
        opened(tmp_path / place)


def test_a_write_that_fails_leaves_the_journal_as_it_was(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    path = tmp_path / "a.journal"
    data = written(path)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    journal, _ = opened(path)
    with journal:
        resource.setrlimit(resource.RLIMIT_FSIZE, (len(data) + 20, hard))
        try:
            with pytest.raises(ConfigurationError, match="cannot be written"):
                journal.append(b'"%s"' % (b"y" * 100))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        assert path.read_bytes() == data
        journal.append(b"1")
    assert reread(path) == [*RECORDS, b"1"]


def test_it_can_be_closed_twice_and_its_descriptor_is_gone(tmp_path: Path) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    journal, _ = opened(tmp_path / "a.journal")
    journal.close()
    journal.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before
