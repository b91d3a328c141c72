"""Blocks leave a briefing's text as it streams, and a line stands in their place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from operatoros.briefing.proposing import (
    INTERFACE,
    Drawing,
    Entered,
    TakenUp,
    draw_out,
    labelled,
)
from operatoros.protocol.payloads import PROBE
from operatoros.protocol.scanner import scan

BLOCK = (
    "OPERATOR_CMD\nversion: 1\nid: w-1\naction: fs.write\npath: drafts/x.eml\nbase: new\n"
    "content: hello\nEND_OPERATOR_CMD"
)
TEXT = f"Call them.\n\n```text\n{BLOCK}\n```\nThat is all."


def _streamed(text: str, size: int, *, proposes: bool = True) -> tuple[str, Drawing]:
    drawing = Drawing(proposes=proposes)
    shown = "".join(drawing.feed(text[at : at + size]) for at in range(0, len(text), size))
    return shown + drawing.end(), drawing


def test_a_block_and_its_fence_leave_the_text() -> None:
    """Nothing of a block is read, its fence included; it is kept word for word."""
    drawn = draw_out(TEXT, proposes=True)
    text, bare = labelled(drawn, TakenUp())
    assert text == "Call them.\n\n[proposed: fs.write drafts/x.eml, not taken up]\nThat is all."
    assert drawn.blocks == f"{BLOCK}\n"
    assert len(bare) == len(text)
    assert "x.eml" not in bare


def test_the_line_names_the_entry_and_an_echo() -> None:
    """Where the text is read one sees the entry's number, and whose data holds the same."""
    drawn = draw_out(TEXT, proposes=True)
    (proposal,) = drawn.proposals
    entry = Entered(number=3, id="w-1", digest=proposal.digest, echo="crm")
    text, _ = labelled(drawn, TakenUp(workspace="w", entries=(entry,)))
    assert "entry 3 in the inbox; the data of crm holds the same" in text
    assert "ERR_X" in labelled(drawn, TakenUp(problem="ERR_X"))[0]


@given(st.integers(1, 60))
def test_the_stream_shows_the_same_text_in_pieces_of_any_size(size: int) -> None:
    """However a text is cut into pieces, what is shown and what is kept are the same."""
    text = f"{TEXT}\n~~~\nother\n~~~\n OPERATOR_CMD\nnever ended"
    shown, drawing = _streamed(text, size)
    assert drawing.drawn() == draw_out(text, proposes=True)
    assert "OPERATOR_CMD" not in shown
    assert "ERR_MISSING_END_MARKER" in shown


@given(st.text(alphabet="aO`~\n |:", max_size=80), st.integers(1, 9))
def test_a_text_without_markers_is_left_alone(text: str, size: int) -> None:
    """Prose, fences and tables arrive exactly as the model wrote them."""
    shown, drawing = _streamed(text, size)
    assert shown == text
    assert drawing.drawn().prose == (text,)


def test_a_fence_around_several_blocks_leaves_with_them() -> None:
    """Two blocks in one fence, and empty lines before it closes: no fence is left open."""
    other = BLOCK.replace("w-1", "w-2")
    drawn = draw_out(f"Do:\n```\n{BLOCK}\n\n{other}\n\n```\nDone.", proposes=True)
    text, _ = labelled(drawn, TakenUp())
    assert "`" not in text
    assert text.count("[proposed: ") == 2
    assert text.endswith("Done.")


def test_a_command_that_was_refused_says_why() -> None:
    """What the inbox did not take, a reused id say, names its code."""
    drawn = draw_out(BLOCK, proposes=True)
    text, _ = labelled(drawn, TakenUp(workspace="w", refused={"w-1": "ERR_DUPLICATE_ID"}))
    assert text == "[proposed: fs.write drafts/x.eml, not taken up: ERR_DUPLICATE_ID]"


def test_a_long_text_streams_in_linear_time() -> None:
    """A hundred thousand small pieces take a moment, not minutes."""
    drawing = Drawing(proposes=True)
    for _ in range(100_000):
        drawing.feed("word and more words, ")
    drawing.end()
    assert len(drawing.drawn().prose[0]) == 2_100_000


LINES = st.sampled_from(
    ["OPERATOR_CMD", "END_OPERATOR_CMD", "```", "version: 1", "id: a", "action: fs.stat",
     "path: x", " OPERATOR_CMD ", "OPERATOR_CMD id: a", "prose", "", "\tEND_OPERATOR_CMD",
     "\ufeffOPERATOR_CMD\r"]
)  # fmt: skip


@given(st.lists(LINES, max_size=14), st.booleans())
def test_what_is_left_in_the_text_is_never_a_command(lines: list[str], proposes: bool) -> None:
    """No text, however its markers stand, leaves a live block where a person would copy it."""
    drawn = draw_out("\n".join(lines), proposes=proposes)
    text, _ = labelled(drawn, TakenUp())
    assert not scan(text).items
    assert proposes or not drawn.proposals


def test_a_task_that_proposes_nothing_gets_no_block() -> None:
    """Without `actions: propose` markers are broken where they stand."""
    shown, drawing = _streamed(TEXT, 7, proposes=False)
    assert not drawing.drawn().proposals
    assert "OPERATOR·CMD" in shown
    assert scan(TEXT).commands
    assert not scan(shown).items


def test_names_are_put_back_line_by_line() -> None:
    """Masked names are restored in what streams and in the blocks alike."""
    drawing = Drawing(proposes=True, restore=lambda line: line.replace("P-1", "Ada"))
    shown = "".join(map(drawing.feed, ["Ask P", "-1", " now.\n", BLOCK.replace("hello", "P-1")]))
    shown += drawing.end()
    assert shown.startswith("Ask Ada now.\n")
    assert "content: Ada" in drawing.drawn().blocks


def test_the_instructions_hold_no_live_block_and_are_right() -> None:
    """What the prompt says of blocks is no block itself; done as it says, it is one."""
    assert not scan(INTERFACE).items
    lines = [line[2:] for line in INTERFACE.splitlines() if line.startswith("| ")]
    (command,) = scan("\n".join(lines)).commands
    assert command.action == "fs.write"
    assert PROBE in INTERFACE
