"""What is told to the chat: secrets withheld, sized, never more than asked (P18, P19)."""

from __future__ import annotations

from pathlib import Path

from operatoros.protocol.render import read_results
from operatoros.protocol.result import Result
from operatoros.review.results import (
    failure,
    found_text,
    guarded,
    pastes,
    position,
    rejected_by_person,
    render,
    waits,
)
from operatoros.rooted.refusals import PathNotFound
from operatoros.secrets import Redactor, Secret
from tests.acting import block, desk_at, put_one

KEY = "ghp_" + "a1B2" * 9


def test_secrets_are_withheld_unless_a_person_says_so() -> None:
    """The default leaves the key out and says how many; the twin carries it."""
    whole = Result(id="a", ok=True, summary="Read a.", details=f"one\ntoken {KEY}\nthree")
    answer = guarded(whole, redactor=Redactor())
    assert KEY not in answer.result.details
    assert answer.result.details.split("\n")[2] == "three"
    assert "1 secret withheld" in answer.result.summary
    assert found_text(answer.secrets) == "GitHub token in line 2"
    sent = guarded(whole, redactor=Redactor(), send_secrets=True)
    assert sent.result == whole
    assert sent.sent
    assert sent.secrets


def test_our_own_values_are_withheld_from_summary_and_details() -> None:
    """A registered value leaves neither in the summary nor in the details."""
    redactor = Redactor([Secret("hunter2-hunter2")])
    whole = Result(id="a", ok=True, summary="hunter2-hunter2", details="x hunter2-hunter2")
    told = guarded(whole, redactor=redactor).result
    assert "hunter2" not in told.summary + told.details
    assert guarded(whole, redactor=Redactor()).result == whole


def test_answers_carry_their_codes(tmp_path: Path) -> None:
    """A failure, a person's no and a wait are told apart by code."""
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        entry = put_one(desk, block("fs.read", path="a"))
    assert failure(entry, PathNotFound(path="a")).code == "ERR_NOT_FOUND"
    assert rejected_by_person(entry, "no").code == "ERR_REJECTED"
    assert waits(entry, "").code == "ERR_APPROVAL_NEEDED"
    assert not waits(entry, "").ok


def test_a_long_slice_is_cut_at_a_line_with_the_next_start(tmp_path: Path) -> None:
    """A slice that does not fit ends at a line and names the start to go on with (P19)."""
    with desk_at(tmp_path / "w", tmp_path / "s") as desk:
        entry = put_one(desk, block("fs.readSlice", path="a", start="101"))
    head = "# a\n# lines 101-400 of 900\n# base: 00000000\n\n"
    body = "\n".join(f"{number:6d}: {'x' * 100}" for number in range(101, 401))
    assert position(entry, head + body) == (101, 4)
    text = render(
        Result(id="c-1", ok=True, summary="Read.", details=head + body), entry=entry, limit=1
    )
    assert len(text) <= 10_000
    (told,) = read_results(text)
    lines = told.details.split("\n")
    last = int(lines[-2].split(":")[0])
    assert f"start: {last + 1}." in lines[-1]


def test_results_are_packed_into_few_pastes() -> None:
    """Texts stay whole and in order; each paste is within the limit where it can be."""
    texts = ["a" * 40, "b" * 40, "c" * 200, "d" * 10]
    parts = pastes(texts, limit=100)
    assert [part[0] for part in parts] == ["a", "c", "d"]
    assert "".join(parts).replace("\n", "") == "".join(texts)
    assert pastes([], limit=100) == ()
