"""`audit verify`: every change of the log is found, and a crash is told from tampering (W17)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from operatoros.workspace.chain import Head, seal
from operatoros.workspace.log import locked
from operatoros.workspace.places import Places, places_for
from operatoros.workspace.verify import verify
from tests.growth import TIMES, assert_linear
from tests.workspace.desk import Desk, write

TIME = "2026-11-21T07:30:00.000Z"


def filled(base: Path, lines: int) -> Places:
    """Return the places of a log with some lines, anchored at the last."""
    places = places_for(str(base / "state"), str(base))
    with locked(places) as log:
        for number in range(lines):
            log.append("note", {"n": number, "text": "é\n\u202e", "who": "ada"}, time=TIME)
        log.anchor(time=TIME)
    return places


def test_a_log_that_was_written_here_is_fine(at: Desk) -> None:
    """The twin of all that follows."""
    for number in range(3):
        at.do(write("a.txt", f"{number}\n"))
    verdict = verify(at.places)

    assert (verdict.state, verdict.ok, verdict.lines) == ("fine", True, 6)
    assert verdict.first_bad is None


def flips(places: Places, bits: tuple[int, ...]) -> int:
    """Flip bits of each byte, one at a time; every one must be found."""
    good = Path(places.log).read_bytes()
    for index in range(len(good)):
        for bit in bits:
            bad = bytearray(good)
            bad[index] ^= 1 << bit
            Path(places.log).write_bytes(bad)
            assert verify(places).state in ("rewritten", "truncated"), (index, bit)
    return len(good)


def test_every_flipped_byte_is_found(tmp_path: Path) -> None:
    """W17: each byte of the log, one after the other; all eight bits in the long tests."""
    assert flips(filled(tmp_path, 5), (0,)) > 1_000


@pytest.mark.slow
def test_every_flipped_bit_is_found(tmp_path: Path) -> None:
    """W17: each bit of a log of twenty lines."""
    count = flips(filled(tmp_path, 20), tuple(range(8)))
    print("bytes flipped in all their bits:", count)  # noqa: T201  # the figure


def test_a_flipped_byte_is_found_without_an_anchor_too(tmp_path: Path) -> None:
    """Each line is under its own hash; only a cut at the end needs a witness."""
    places = filled(tmp_path, 3)
    Path(places.anchor).unlink()
    good = Path(places.log).read_bytes()
    for index in range(len(good) - 1):
        bad = bytearray(good)
        bad[index] ^= 1
        Path(places.log).write_bytes(bad)
        verdict = verify(places)
        assert verdict.state == "rewritten" or verdict.half_line, index


@pytest.mark.parametrize("how", ["delete", "duplicate", "swap", "insert", "blank"])
def test_every_moved_line_is_found_and_the_first_bad_one_named(tmp_path: Path, how: str) -> None:
    """W17: delete, duplicate, swap or insert each line."""
    places = filled(tmp_path, 6)
    good = Path(places.log).read_bytes().splitlines(keepends=True)
    for number in range(len(good)):
        stranger = Head(seq=number, hash="f" * 64)
        forged, _head = seal(stranger, time=TIME, kind="note", data={"n": 99})
        lines = list(good)
        first = number + 1
        if how == "delete":
            del lines[number]
        elif how == "duplicate":
            lines.insert(number, lines[number])
            first = number + 2
        elif how == "swap":
            other = (number + 1) % len(lines)
            lines[number], lines[other] = lines[other], lines[number]
            first = min(number, other) + 1
        else:
            lines.insert(number, forged if how == "insert" else b"\n")
        Path(places.log).write_bytes(b"".join(lines))
        verdict = verify(places)

        assert verdict.state in ("rewritten", "truncated"), number
        assert not verdict.ok
        assert verdict.first_bad == first, number


def test_a_cut_tail_is_called_truncated(tmp_path: Path) -> None:
    """W17: the anchor saw more lines than are there."""
    places = filled(tmp_path, 5)
    lines = Path(places.log).read_bytes().splitlines(keepends=True)
    Path(places.log).write_bytes(b"".join(lines[:3]))
    verdict = verify(places)

    assert (verdict.state, verdict.first_bad, verdict.lines) == ("truncated", 4, 3)


def test_a_log_that_is_gone_is_called_truncated(tmp_path: Path) -> None:
    """Deleting the whole log is a cut too."""
    places = filled(tmp_path, 2)
    Path(places.log).unlink()

    assert verify(places).state == "truncated"


def test_without_an_anchor_a_cut_cannot_be_told(tmp_path: Path) -> None:
    """W17: it says so instead of saying "fine"."""
    places = filled(tmp_path, 5)
    Path(places.anchor).unlink()
    lines = Path(places.log).read_bytes().splitlines(keepends=True)
    Path(places.log).write_bytes(b"".join(lines[:3]))
    verdict = verify(places)

    assert verdict.state == "cannot_tell"
    assert "no anchor" in verdict.message


def test_a_log_written_anew_does_not_fit_its_anchor(tmp_path: Path) -> None:
    """Somebody who rewrites the whole chain meets the anchor in the other folder."""
    places = filled(tmp_path, 3)
    head, forged = Head(), b""
    for number in range(3):
        line, head = seal(head, time=TIME, kind="note", data={"n": number + 100})
        forged += line
    Path(places.log).write_bytes(forged)
    verdict = verify(places)

    assert (verdict.state, verdict.first_bad) == ("rewritten", 3)


def test_an_anchor_that_is_behind_is_fine(tmp_path: Path) -> None:
    """A crash between a line and its anchor is no tampering."""
    places = filled(tmp_path, 3)
    old = Path(places.anchor).read_bytes()
    with locked(places) as log:
        log.append("note", {"n": 4}, time=TIME)
    Path(places.anchor).write_bytes(old)

    assert verify(places).state == "fine"


def test_a_half_last_line_is_told_and_is_no_tampering(tmp_path: Path) -> None:
    """W17: a crash leaves one; it is recovered at the next start."""
    places = filled(tmp_path, 3)
    with open(places.log, "ab") as log:
        log.write(b'{"prev":"abc')
    verdict = verify(places)

    assert (verdict.state, verdict.half_line, verdict.ok) == ("fine", 12, True)


def test_an_anchor_that_cannot_be_read_is_none(tmp_path: Path) -> None:
    """A damaged anchor does not make a good log bad."""
    places = filled(tmp_path, 2)
    Path(places.anchor).write_text(json.dumps({"seq": "x"}), encoding="utf-8")

    assert verify(places).state == "cannot_tell"


def test_nothing_is_fine(tmp_path: Path) -> None:
    """A workspace in which nothing was done has an empty log."""
    verdict = verify(places_for(str(tmp_path / "state"), str(tmp_path)))

    assert (verdict.state, verdict.lines) == ("fine", 0)


def test_a_long_log_is_verified_quickly(tmp_path: Path) -> None:
    """W17: a line costs the same however long the log is; the benchmarks have the rate."""
    data = {"path": "src/some/file.py", "old": "ab" * 32, "new": "cd" * 32, "chat": "chatgpt"}

    def places_of(lines: range) -> Places:
        return places_for(str(tmp_path / f"state-{len(lines)}"), str(tmp_path))

    def read(lines: range) -> None:
        assert verify(places_of(lines)).lines == len(lines)

    few, many = range(16_000 // TIMES), range(16_000)
    for lines in (few, many):
        places = places_of(lines)
        Path(places.folder).mkdir(parents=True)
        head = Head()
        with open(places.log, "wb") as log:
            for _ in lines:
                line, head = seal(head, time=TIME, kind="intent", data=data)
                log.write(line)
    assert_linear(read, few, many)
