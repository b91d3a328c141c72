"""The scanner: the corpus, and properties that hold for every text."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.protocol.blocks import PLACEHOLDER
from operatoros.protocol.codes import CODES
from operatoros.protocol.command import Command, Rejection
from operatoros.protocol.lines import MOST_LINES
from operatoros.protocol.scanner import MOST_SCANNED, Scan, Source, scan
from operatoros.protocol.templates import filled, templates
from tests.growth import TIMES, assert_linear
from tests.protocol.cases import CASES, Case, found

_LIST = "OPERATOR_CMD\nversion: 1\nid: {id}\naction: fs.list\npath: .\nEND_OPERATOR_CMD\n"

# What texts are made of that come near to blocks.
_PIECES = (
    "OPERATOR_CMD",
    "END_OPERATOR_CMD",
    "END_",
    "OPERATOR_RESULT",
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    ":",
    "|",
    "\ufeff",
    "\u2028",
    "\x0b",
    "\x00",
    "\ud800",
    "é",
    "version: 1\n",
    "id: a\n",
    "action: fs.list\n",
    "action: fs.write\n",
    "action: fs.applyEdits\n",
    "action: fs.insertRegion\n",
    "path: .\n",
    "session: t0k\n",
    f"session: {PLACEHOLDER}\n",
    'probe: __a__ *b*  "c" \\_ <i>\n',
    "content:\n|x\n",
    "content_b64: YQ==\n",
    "edits_b64: e30=\n",
    "edit: replaceAll\nfind:\n|a\ntext:\n|b\n",
    _LIST.format(id="whole"),
)
_TEXTS = st.one_of(
    st.text(alphabet=st.characters(), max_size=60),
    st.lists(st.sampled_from(_PIECES), max_size=24).map("".join),
)
_PROSE = st.text(alphabet=st.characters(exclude_characters="_\ufeff"), max_size=80)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_corpus_is_read_as_it_says(case: Case) -> None:
    """Rules P1 to P19: each case yields exactly its items, in order."""
    scanned = case.scan()
    expected = case.expected["items"]
    assert found(scanned, expected) == expected, case.expected["why"]
    receiving = scanned.receiving
    shown = {"line": receiving.line, "id": receiving.id} if receiving else None
    assert shown == case.expected.get("receiving")
    assert scanned.trimmed == case.expected.get("trimmed", False)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_every_message_is_one_plain_line_that_says_what_to_fix(case: Case) -> None:
    """A rejection's sentence is one line of printable ASCII in the requirement's form."""
    for rejection in case.scan().rejections:
        assert rejection.message.isascii()
        assert rejection.message.isprintable()
        assert 20 < len(rejection.message) < 400
        assert rejection.summary == f"Invalid OPERATOR_CMD ({rejection.code}): {rejection.message}"


@given(_TEXTS, st.sampled_from([None, "t0k"]), st.sampled_from(list(MOST_SCANNED)), st.booleans())
def test_no_text_raises(text: str, session: str | None, source: Source, final: bool) -> None:
    """Whatever a text holds, a scan answers with values."""
    scanned = scan(text, session=session, source=source, final=final)
    _check(text, scanned)
    assert final or not any(item.code == "ERR_MISSING_END_MARKER" for item in scanned.rejections)
    assert not (final and scanned.receiving)


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if not case.expected.get("options")],
    ids=lambda case: case.name,
)
def test_a_block_is_answered_in_the_same_words_wherever_it_stands(case: Case) -> None:
    """A page that grows or is trimmed moves lines; the answer to a block must not change."""
    text = case.text.removeprefix("\ufeff")
    before, after = scan(text), scan(f"prose\n\n{text}")
    assert [item.summary for item in before.rejections] == [
        item.summary for item in after.rejections
    ]
    assert [item.line + 2 for item in before.items] == [item.line for item in after.items]


def _check(text: str, scanned: Scan) -> None:
    """Check what holds for every scan of every text."""
    lines = text.count("\n") + 1
    ids = [command.id for command in scanned.commands]
    assert len(ids) == len(set(ids))
    for item in scanned.items:
        assert 1 <= item.line <= lines
        if isinstance(item, Rejection):
            assert item.code in CODES
            assert item.message.isprintable()
        else:
            assert len(item.digest) == 64
            assert item.fields["id"] == item.id
            assert item.fields.get("session") != PLACEHOLDER


@given(_PROSE, _PROSE, _PROSE)
def test_blocks_in_any_prose_are_both_found(before: str, between: str, after: str) -> None:
    """Rule P2: prose around blocks changes nothing but their lines."""
    first, second = _LIST.format(id="one"), _LIST.format(id="two")
    scanned = scan(f"{before}\n{first}{between}\n{second}{after}")
    assert [command.id for command in scanned.commands] == ["one", "two"]
    assert not scanned.rejections
    assert scanned.commands[0].line == before.count("\n") + 2


@given(_TEXTS)
def test_what_is_streamed_is_a_beginning_of_what_is_final(text: str) -> None:
    """A text that is still arriving never yields what the whole text would not begin with."""
    streamed = scan(text, final=False).items
    whole = scan(text + "\nthe chat goes on").items
    kinds = [(type(item), item.line) for item in whole]
    assert [(type(item), item.line) for item in streamed] == kinds[: len(streamed)]


@given(st.lists(st.sampled_from(_PIECES), max_size=16).map("".join), st.data())
def test_a_line_end_form_changes_nothing(text: str, data: st.DataObject) -> None:
    """Rule P1: a text with CRLF line ends reads like the same text with LF."""
    text = text.replace("\r", "")
    plain, windows = scan(text), scan(text.replace("\n", "\r\n"))
    assert [_essence(item) for item in plain.items] == [_essence(item) for item in windows.items]


def _essence(item: Command | Rejection) -> tuple[object, ...]:
    if isinstance(item, Command):
        return (item.line, item.id, item.digest)
    return (item.line, item.id, item.code)


def _mutated(rounds: int, seed: int) -> int:
    """Scan `rounds` mutations of good texts; return how many commands they still held."""
    draw = random.Random(seed)
    good = [filled(text, "t0k") for text in templates().values()]
    good += [filled(text, "t0k") for text in templates(form="b64").values()]
    good += [case.text for case in CASES if len(case.text) < 2_000]
    commands = 0
    for _ in range(rounds):
        text = draw.choice(good)
        for _ in range(draw.randint(1, 6)):
            text = _mutate(draw, text, good)
        scanned = scan(text, session="t0k", final=draw.random() < 0.8)
        _check(text, scanned)
        commands += len(scanned.commands)
    return commands


def _mutate(draw: random.Random, text: str, good: list[str]) -> str:
    at, to = sorted((draw.randint(0, len(text)), draw.randint(0, len(text))))
    to = min(to, at + 40)
    return draw.choice(
        (
            text[:at] + text[to:],
            text[:at] + text[at:to] * 2 + text[to:],
            text[:at] + draw.choice(_PIECES) + text[at:],
            text[:at]
            + chr(draw.choice((draw.randint(0, 127), draw.randint(0, 0xFFFF))))
            + text[to:],
            text[:at] + text[at:to].swapcase() + text[to:],
            text[:at] + draw.choice(good)[:400] + text[at:],
        )
    )


def test_mutated_texts_are_read_without_an_exception() -> None:
    """A sample of mutations of good texts; some of them still hold commands."""
    assert _mutated(10_000, seed=1) > 1_000


@pytest.mark.slow
def test_a_hundred_thousand_mutated_texts_are_read_without_an_exception() -> None:
    """The whole round of mutations of good texts."""
    assert _mutated(100_000, seed=2) > 10_000


_HEAD = "OPERATOR_CMD\nversion:1\nid:a\n"
_HOSTILE = {
    "starts": "OPERATOR_CMD\n",
    "ends": "END_OPERATOR_CMD\n",
    "empty blocks": "OPERATOR_CMD\nEND_OPERATOR_CMD\n",
    "longer words": "OPERATOR_CMDX\n",
    "mangled starts": "OPERATOR_CMDX\na:b\n",
    "one line": "OPERATOR_CMD",
    "one line of blanks and markers": " OPERATOR_CMD",
    "blanks": " \t",
    "line ends": "\n",
    "indents": "\n" + " " * 99,
    "unknown actions": _HEAD + "action:fs.lisst\npath:.\nEND_OPERATOR_CMD\n",
    "unknown keys": _HEAD + "action:fs.list\npath:.\nx_y:.\nEND_OPERATOR_CMD\n",
    "wide letters": "😀OPERATOR_CMD\n",
}


@pytest.mark.parametrize("piece", _HOSTILE.values(), ids=_HOSTILE)
def test_time_grows_with_the_text_and_not_with_its_square(piece: str) -> None:
    """Rule P5: eight times the text takes at most about eight times as long."""
    small = piece * (50_000 // len(piece))
    assert_linear(scan, small, small * TIMES)


@pytest.mark.parametrize(
    ("head", "piece", "end"),
    [
        ("a:", " ", "x"),
        ("a", " ", ":x"),
        ("", "|", ""),
        ("", "\t", "x"),
        ("a:", "\x01", ""),
        ("id:", "9", ""),
    ],
)
def test_a_long_line_costs_no_more_than_its_length(head: str, piece: str, end: str) -> None:
    """No pattern backtracks over a line, be it 100,000 characters long."""

    def read(times: range) -> None:
        line = head + piece * len(times) + end
        assert scan(f"OPERATOR_CMD\n{line}\nEND_OPERATOR_CMD\n").rejections

    assert_linear(read, range(100_000 // TIMES), range(100_000))


def test_the_scanner_brings_little_along() -> None:
    """Scanning needs no I/O, no JSON and none of the heavy libraries to be imported."""
    code = (
        "import sys; before = set(sys.modules); import operatoros.protocol.scanner;"
        "print(*sorted(set(sys.modules) - before))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=20
    )
    brought = set(done.stdout.split())
    assert "operatoros.protocol.blocks" in brought
    unwanted = {"json", "asyncio", "pathlib", "pydantic", "socket", "subprocess", "difflib"}
    assert not unwanted & brought


def test_the_id_of_a_broken_block_is_looked_for_where_a_block_can_have_it() -> None:
    """Rule P5: an id below the most lines that a block may have is not read."""
    text = "OPERATOR_CMD\n{}id: late\nx: y\nOPERATOR_CMD\n"
    for lines, id_read in ((MOST_LINES - 1, "late"), (MOST_LINES, None)):
        (rejected,) = scan(text.format("x: y\n" * lines)).rejections
        assert (rejected.code, rejected.id) == ("ERR_NESTED_BLOCK", id_read)
