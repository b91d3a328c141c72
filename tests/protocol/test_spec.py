from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from operatoros.protocol.actions import ACTIONS
from operatoros.protocol.blocks import PLACEHOLDER
from operatoros.protocol.scanner import scan
from operatoros.protocol.spec import actions_markdown, bootstrap_prompt, interface_spec
from operatoros.protocol.templates import filled

_DOC = Path(__file__).resolve().parents[2] / "docs" / "protocol.md"
_LIVE = "OPERATOR_CMD\nversion: 1\nid: a\naction: operator.getInterfaceSpec\nEND_OPERATOR_CMD\n"


def _unbarred(text: str) -> str:
    """Return what a page leaves of a text if it drops the bars."""
    return re.sub(r"(?m)^\| ", "", text)


def test_the_specification_names_every_action_and_holds_no_command() -> None:
    """Rule P17: every line is barred; even without bars its examples are none."""
    spec = interface_spec()
    assert all(line.startswith("| ") for line in spec.splitlines())
    assert all(name in spec for name in ACTIONS)
    assert scan(spec).items == ()
    assert scan(_unbarred(spec)).items == ()


def test_the_examples_of_the_specification_are_commands_once_filled_in() -> None:
    """Rule P17: the positive twin: without bars and with the token, each is one command."""
    text = filled(_unbarred(interface_spec()), "t0k")
    scanned = scan(text, session="t0k")
    assert not scanned.rejections
    assert [command.action for command in scanned.commands] == [
        "fs.searchTree",
        "fs.readSlice",
        "fs.applyEdits",
        "fs.write",
    ]
    assert all(command.signed for command in scanned.commands)


def test_the_specification_stays_short() -> None:
    """A chat reads it once a conversation: at most about 2,500 tokens."""
    assert len(interface_spec()) < 9_000


def test_the_prompt_tells_the_token_and_holds_no_command() -> None:
    """Rule P17: the prompt is not live on the page that shows it, with or without its bars."""
    prompt = bootstrap_prompt(session="t0k-123")
    assert "t0k-123" in prompt
    assert scan(prompt, session="t0k-123").items == ()
    assert scan(_unbarred(prompt), session="t0k-123").items == ()
    (first,) = scan(filled(_unbarred(prompt), "t0k-123"), session="t0k-123").items
    assert first in scan(filled(_unbarred(prompt), "t0k-123"), session="t0k-123").commands
    assert len(prompt) < 1_500


@pytest.mark.parametrize(
    ("own", "told"),
    [
        ("Hello. Token: {session}\n", "Hello. Token: t0k\n"),
        ("Hello.\n\n", "Hello.\n\nSession token of this chat: t0k\n"),
    ],
)
def test_an_own_prompt_gets_the_token(own: str, told: str) -> None:
    """A person's own text says where the token stands, or it is added at the end."""
    assert bootstrap_prompt(session="t0k", text=own) == told


@pytest.mark.parametrize("own", [_LIVE, _LIVE.replace("END", "session: {session}\nEND")])
def test_an_own_prompt_with_a_live_block_is_made_inert(own: str) -> None:
    """Rule P17: no prompt is ever live on the page that shows it."""
    assert scan(own).commands
    prompt = bootstrap_prompt(session="t0k", text=own)
    assert scan(prompt, session="t0k").items == ()
    assert "t0k" in prompt


def test_the_page_about_the_protocol_holds_no_command() -> None:
    """Rule P17: the docs can be pasted anywhere; filled in, each of their blocks is a command."""
    text = _DOC.read_text(encoding="utf-8")
    assert scan(text).items == ()
    blocks = [part for part in text.split("```") if "\nOPERATOR_CMD\n" in part]
    assert len(blocks) == 2
    for block in blocks:
        assert PLACEHOLDER in block
        (command,) = scan(filled(block, "t0k"), session="t0k").items
        assert command in scan(filled(block, "t0k"), session="t0k").commands


def test_the_page_about_the_protocol_is_fresh() -> None:
    """The table of the docs is made from the table of the code, and every rule is there."""
    text = _DOC.read_text(encoding="utf-8")
    between = re.search(
        r"<!-- generated: actions -->\n(.*)<!-- end generated -->\n", text, re.DOTALL
    )
    assert between is not None
    assert between[1] == actions_markdown()
    assert re.findall(r"(?m)^- \*\*(P\d+)\*\*", text) == [f"P{number}" for number in range(1, 20)]


def test_the_table_has_a_row_of_five_cells_for_each_action() -> None:
    """A bar in a sentence would break the table."""
    rows = actions_markdown().splitlines()
    assert len(rows) == 2 + len(ACTIONS)
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {6}


def test_the_requirement_pasted_whole_yields_exactly_its_blocks(specs: Path) -> None:
    """Its golden path runs as written, with all the prose around it."""
    folder = Path(os.environ.get("OPERATOROS_REQUIREMENTS", specs.parent / "requirements"))
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]
    texts = [text for text in texts if "OPERATOR_CMD" in text]
    if not texts:
        pytest.skip("no requirement with blocks: set OPERATOROS_REQUIREMENTS")
    scanned = scan(texts[0])
    assert not scanned.rejections
    assert [(command.id, command.action) for command in scanned.commands] == [
        ("example-001", "fs.list"),
        ("write-001", "fs.write"),
        ("edits-001", "fs.applyEdits"),
        ("iface-001", "operator.getInterfaceSpec"),
    ]
