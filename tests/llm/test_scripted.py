"""A given text, streamed."""

from __future__ import annotations

from pathlib import Path

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.errors import InvalidInput
from operatoros.llm.scripted import Scripted, scripted_from
from operatoros.llm.writing import Finished, Prompt, write_all
from operatoros.values.run import StopReason

ASK = Prompt(system="S", data="D", task="T")


@given(st.text(), st.integers(1, 50))
def test_the_text_arrives_whole_in_pieces(text: str, chunk: int) -> None:
    """The pieces joined are the text, none longer than asked."""
    told: list[str] = []

    async def write() -> str:
        model = Scripted(text, chunk=chunk)
        return (await write_all(model, ASK, max_tokens=1, told=told.append)).text

    assert anyio.run(write) == text
    assert all(0 < len(piece) <= chunk for piece in told)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("reason", "code"),
    [
        ("end", None),
        ("length", "ERR_MODEL_CUT"),
        ("refusal", "ERR_MODEL_REFUSED"),
        ("stopped", "ERR_MODEL_STOPPED"),
        ("error", "ERR_MODEL_BROKE_OFF"),
    ],
)
async def test_each_end_can_be_played(reason: StopReason, code: str | None) -> None:
    """A script can end like a real model, error included, so faces are tested without one."""
    written = await write_all(
        Scripted("x", stop_reason=reason), ASK, max_tokens=1, told=lambda _: None
    )
    assert written.finished.stop_reason == reason
    assert (written.finished.error.code if written.finished.error else None) == code


@pytest.mark.anyio
async def test_usage_is_an_estimate_and_costs_nothing() -> None:
    """Counts are ours and said to be; nothing was paid."""
    written = await write_all(Scripted("x y z"), ASK, max_tokens=1, told=lambda _: None)
    assert isinstance(written.finished, Finished)
    usage = written.finished.usage
    assert usage.estimated
    assert usage.cost_usd == 0.0
    assert usage.input_tokens > 0
    assert usage.model == "scripted:text"


@pytest.mark.anyio
async def test_it_can_be_cancelled() -> None:
    """A long script ends with its group."""
    with anyio.move_on_after(0.05) as scope:
        await write_all(
            Scripted("x" * 10_000, chunk=1, pause_s=0.01), ASK, max_tokens=1, told=lambda _: None
        )
    assert scope.cancelled_caught


@pytest.mark.anyio
async def test_a_file_is_played(tmp_path: Path) -> None:
    """`scripted:FILE` writes the file's text; a relative path starts from the folder given."""
    (tmp_path / "answer.md").write_text("Ünïcode\n", encoding="utf-8")
    model = scripted_from("answer.md", folder=str(tmp_path))
    assert model.name == "scripted:answer.md"
    assert (await write_all(model, ASK, max_tokens=1, told=lambda _: None)).text == "Ünïcode\n"


@pytest.mark.parametrize("bad", ["missing.md", "binary", "folder", "large", "nul\0"])
def test_a_file_that_is_no_text_is_refused(tmp_path: Path, bad: str) -> None:
    """ERR_MODEL_SCRIPT for what is not there, not UTF-8, not a file or too large."""
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "folder").mkdir()
    (tmp_path / "large").write_bytes(b"x" * (4 * 1024 * 1024 + 1))
    with pytest.raises(InvalidInput) as caught:
        scripted_from(bad, folder=str(tmp_path))
    assert caught.value.code == "ERR_MODEL_SCRIPT"
