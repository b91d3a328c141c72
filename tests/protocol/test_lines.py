from __future__ import annotations

import pytest

from operatoros.protocol.lines import is_key_value, read_lines, readable_id
from operatoros.protocol.payloads import PROBE


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("version: 1", True),
        (" \tversion\t:1", True),
        ("a.b-c_d:", True),
        ("note to self: 1", False),
        (": 1", False),
        ("version", False),
        ("", False),
        ("ünicode: 1", False),
        ("version : 1", True),
    ],
)
def test_a_key_value_line_is_told_from_prose(line: str, is_one: bool) -> None:
    """Rule P4: the form that decides whether a marker with a label opened a block."""
    assert is_key_value(line) == is_one


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (["version: 1", "id: a-1"], "a-1"),
        (["id : a:1 "], "a:1"),
        (["id: a", "id: a"], None),
        (["id: a b"], None),
        (["id:"], None),
        (["", "id: a"], None),
        (["|id: a"], None),
        ([], None),
    ],
)
def test_a_broken_block_is_answered_by_the_id_that_can_be_read(
    lines: list[str], found: str | None
) -> None:
    """Only one well-formed id, above the first empty line, is good for an answer."""
    assert readable_id(lines) == found


def test_sections_payloads_and_keys_go_to_their_places() -> None:
    """Rules P12 and P14: keys of an edit belong to the section above them, others to the top."""
    lines = [
        *("path: a", "edit: replaceAll", "find:", "|x", "|", "text:", "|y", "count: 2"),
        *("base: new", "edit: replaceRange", "startLine: 1", f"probe: {PROBE}"),
    ]
    block = read_lines(lines)
    assert block.fields == {"path": "a", "edit": "replaceAll", "base": "new", "probe": PROBE}
    first, second = block.sections
    assert (first.op, first.payloads) == ("replaceAll", {"find": "x\n", "text": "y"})
    assert first.fields == {"find": "", "text": "", "count": "2"}
    assert (second.op, second.fields, second.payloads) == ("replaceRange", {"startLine": "1"}, {})
    assert not block.payloads
