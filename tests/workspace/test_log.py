"""The log as a file: one writer, whole lines, and a refusal to go on from a broken one."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operatoros.errors import OperatorosError
from operatoros.rooted import changing
from operatoros.workspace import log as log_module
from operatoros.workspace.log import LogBroken, locked, read_anchor, read_lines, read_lines_back
from operatoros.workspace.places import Places, places_for
from operatoros.workspace.verify import verify

TIME = "2026-11-21T07:30:00.000Z"


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """Places in which nothing is yet."""
    return places_for(str(tmp_path / "state"), str(tmp_path))


def append(places: Places, count: int = 1, size: int = 1) -> None:
    """Append lines of a size and anchor them."""
    with locked(places) as log:
        for number in range(count):
            log.append("note", {"n": number, "fill": "x" * size}, time=TIME)
        log.anchor(time=TIME)


def test_lines_are_chained_over_many_openings(places: Places) -> None:
    """Each opening goes on where the last one ended, however long the last line is."""
    for size in (1, 70_000, 10, 300_000, 65_536 - 200):
        append(places, count=2, size=size)

    assert [line.seq for line in read_lines(places)] == list(range(1, 11))
    assert verify(places).state == "fine"
    anchor = read_anchor(places)
    assert anchor is not None
    assert anchor.seq == 10


def test_its_files_are_readable_by_their_owner_only(places: Places) -> None:
    """State is 0700, files in it 0600."""
    append(places)
    for path in (places.log, places.lock, places.anchor):
        assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    assert stat.S_IMODE(os.stat(places.folder).st_mode) == 0o700


@given(
    sizes=st.lists(st.integers(0, 90), max_size=8),
    left=st.binary(max_size=90).filter(lambda left: b"\n" not in left),
    span=st.integers(1, 500),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_reading_back_is_reading_forward_turned_round(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
    sizes: list[int],
    left: bytes,
    span: int,
) -> None:
    """Whatever the lines, the half line after them and the bytes that are read at once."""
    folder = tmp_path_factory.mktemp("log")
    places = places_for(str(folder / "state"), str(folder))
    for size in sizes:
        append(places, size=size)
    if sizes:
        with open(places.log, "ab") as log:
            log.write(left)
    with monkeypatch.context() as patched:
        patched.setattr(log_module, "_TAIL", span)
        back = list(read_lines_back(places))
    assert back == list(read_lines(places))[::-1]
    assert len(back) == len(sizes)


def test_reading_back_stops_where_nobody_asks_further(places: Places) -> None:
    """An altered line is met by whoever reads as far back, not by a look at the last lines."""
    append(places, count=3, size=100_000)
    path = Path(places.log)
    path.write_bytes(path.read_bytes().replace(b"x", b"y", 1))

    back = read_lines_back(places)
    assert [next(back).seq, next(back).seq] == [3, 2]
    with pytest.raises(OperatorosError) as caught:
        next(back)
    assert caught.value.code == "ERR_AUDIT_BROKEN"


def test_reading_back_is_not_disturbed_by_what_is_written_meanwhile(places: Places) -> None:
    """Whoever reads sees the log as it was when they began, line by line."""
    append(places, 40, size=8_000)
    lines = read_lines_back(places)
    first = next(lines)
    append(places, 3, size=8_000)
    assert [first.seq, *(line.seq for line in lines)] == list(range(40, 0, -1))


def test_a_log_that_was_cut_in_a_line_is_left_as_it_is(places: Places) -> None:
    """What is left of a line that was confirmed is evidence: it is refused and not cut off."""
    append(places, 3)
    whole = Path(places.log).read_bytes()
    Path(places.log).write_bytes(whole[:-5])
    with pytest.raises(LogBroken), locked(places):
        pass
    assert Path(places.log).read_bytes() == whole[:-5]


@pytest.mark.parametrize("left", [b"{", b'{"prev":"' + b"0" * 64, b"\xff\xfe"])
def test_a_half_line_is_cut_off_and_the_chain_goes_on(places: Places, left: bytes) -> None:
    """A crash in the middle of a write leaves a half line; what was acknowledged stays."""
    append(places, count=2)
    with open(places.log, "ab") as log:
        log.write(left)

    with locked(places) as opened:
        assert opened.cut == len(left)
        opened.append("note", {"n": 9}, time=TIME)

    assert [line.seq for line in read_lines(places)] == [1, 2, 3]
    assert verify(places).ok


def test_a_log_that_is_only_a_half_line_begins_anew(places: Places) -> None:
    """The very first write may be the one that was cut."""
    append(places)
    Path(places.anchor).unlink()
    Path(places.log).write_bytes(Path(places.log).read_bytes()[:20])

    append(places)
    assert [line.seq for line in read_lines(places)] == [1]


@pytest.mark.parametrize("how", ["cut", "other", "gone", "last line"])
def test_a_log_that_is_not_its_anchors_is_not_continued(places: Places, how: str) -> None:
    """Going on would carry the anchor past what happened."""
    append(places, count=3)
    path = Path(places.log)
    lines = path.read_bytes().splitlines(keepends=True)
    if how == "cut":
        path.write_bytes(b"".join(lines[:2]))
    elif how == "other":
        Path(places.anchor).write_text('{"seq": 3, "hash": "%s"}' % ("0" * 64), encoding="utf-8")
    elif how == "gone":
        path.unlink()
    else:
        path.write_bytes(b"".join(lines[:2]) + lines[2].replace(b'"n":2', b'"n":7'))

    with pytest.raises(OperatorosError) as caught, locked(places):
        pass
    assert caught.value.code == "ERR_AUDIT_BROKEN"


def test_a_second_writer_waits_and_is_then_refused(
    places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One writer at a time, between threads and processes; nobody waits for ever."""
    monkeypatch.setattr(log_module, "_LOCK_PAUSE_S", 0.001)
    with locked(places), pytest.raises(OperatorosError) as caught, locked(places):
        pass
    assert caught.value.code == "ERR_WORKSPACE_BUSY"
    append(places)


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC])
def test_a_line_that_was_not_confirmed_is_no_line(
    places: Places, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A failed fsync is never retried into "ok": the line is taken back, the log is closed."""
    append(places)

    def no(_handle: int) -> None:
        raise OSError(number, "no")

    with locked(places) as log:
        monkeypatch.setattr(changing, "flush", no)
        for _ in range(2):
            with pytest.raises(OperatorosError) as caught:
                log.append("note", {}, time=TIME)
            assert caught.value.code == "ERR_LOG_WRITE"
            monkeypatch.undo()

    assert [line.seq for line in read_lines(places)] == [1]


def test_an_anchor_that_cannot_be_written_leaves_the_old_one(places: Places) -> None:
    """The anchor is behind then, which is fine; it is told."""
    append(places)
    os.rename(places.anchors, places.anchors + ".away")
    with locked(places) as log:
        log.append("note", {}, time=TIME)
        assert not log.anchor(time=TIME)
    os.rename(places.anchors + ".away", places.anchors)

    assert verify(places).state == "fine"


def test_an_altered_line_is_not_read(places: Places) -> None:
    """Nobody acts on a line that is not what was written."""
    append(places, count=2)
    path = Path(places.log)
    path.write_bytes(path.read_bytes().replace(b'"n":0', b'"n":5'))

    with pytest.raises(OperatorosError) as caught:
        list(read_lines(places))
    assert caught.value.code == "ERR_AUDIT_BROKEN"
