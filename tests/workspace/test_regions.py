"""Marked regions: found by their two comment lines, or refused with what is wrong."""

from __future__ import annotations

import json

import pytest

from operatoros.errors import OperatorosError
from operatoros.protocol.styles import CommentStyle
from operatoros.workspace.regions import find_regions, list_regions, region_text
from operatoros.workspace.textfile import decode
from tests.workspace.desk import Desk, command

HASH = CommentStyle(line_prefix="#")
FILE = """import os
# OPERATOR_BEGIN imports
import json
import re
# OPERATOR_END imports

def f():
    # OPERATOR_BEGIN body
    # OPERATOR_END body
    return 1
"""


def test_regions_are_listed_as_the_table_says() -> None:
    """Line numbers from 1; an empty region has no content lines."""
    told = json.loads(list_regions(decode(FILE.encode(), ""), HASH))

    assert told["regions"] == [
        {
            "marker_id": "imports", "begin_line": 2, "end_line": 5,
            "content_start_line": 3, "content_end_line": 4, "content_lines": 2,
        },
        {
            "marker_id": "body", "begin_line": 8, "end_line": 9,
            "content_start_line": 9, "content_end_line": 8, "content_lines": 0,
        },
    ]  # fmt: skip
    assert region_text(decode(FILE.encode(), ""), HASH, "imports") == "import json\nimport re\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("# OPERATOR_BEGIN a\n", "ERR_REGION_MARKER_MISMATCH"),
        ("# OPERATOR_END a\n", "ERR_REGION_MARKER_MISMATCH"),
        ("# OPERATOR_END a\n# OPERATOR_BEGIN a\n", "ERR_REGION_MARKER_ORDER"),
        ("# OPERATOR_BEGIN a\n" * 2 + "# OPERATOR_END a\n", "ERR_REGION_MARKER_NOT_UNIQUE"),
        (
            "# OPERATOR_BEGIN a\n# OPERATOR_BEGIN b\n# OPERATOR_END a\n# OPERATOR_END b\n",
            "ERR_REGION_MARKER_MISMATCH",
        ),
        ("x\n", "ERR_REGION_MARKER_NOT_FOUND"),
        ("// OPERATOR_BEGIN a\n// OPERATOR_END a\n", "ERR_REGION_MARKER_NOT_FOUND"),
        ("x # OPERATOR_BEGIN a\n# OPERATOR_END a\n", "ERR_REGION_MARKER_MISMATCH"),
    ],
)
def test_markers_that_are_not_in_order_are_refused(text: str, code: str) -> None:
    """Each way in which markers can be wrong has its code."""
    with pytest.raises(OperatorosError) as caught:
        region_text(decode(text.encode(), ""), HASH, "a")
    assert caught.value.code == code


def test_a_region_in_a_region_is_fine() -> None:
    """Regions may nest; they may not overlap."""
    text = "# OPERATOR_BEGIN a\n# OPERATOR_BEGIN b\nx\n# OPERATOR_END b\n# OPERATOR_END a\n"
    found = find_regions(decode(text.encode(), ""), HASH)

    assert [region.marker_id for region in found] == ["a", "b"]


def test_a_block_comment_marks_too(at: Desk) -> None:
    """CSS and HTML have no line comments."""
    at.put("a.css", "x{}\n/* OPERATOR_BEGIN a */\ny{}\n/* OPERATOR_END a */\n")

    assert at.do(command("fs.readRegion", "a.css", marker_id="a")).details == "y{}\n"


def test_a_region_is_replaced_and_its_markers_stay(at: Desk) -> None:
    """fs.replaceRegion and fs.deleteRegion; line ends are the file's."""
    at.put("a.py", FILE.replace("\n", "\r\n"))
    at.do(command("fs.replaceRegion", "a.py", marker_id="imports", content=b"import re"))
    assert b"imports\r\nimport re\r\n# OPERATOR_END" in (at.folder / "a.py").read_bytes()

    at.do(command("fs.deleteRegion", "a.py", marker_id="imports"))
    assert b"BEGIN imports\r\n# OPERATOR_END imports\r\n" in (at.folder / "a.py").read_bytes()


INSERTED = [
    ("a\nb\n", "a", "after", "a\n# OPERATOR_BEGIN r\nx\n# OPERATOR_END r\nb\n"),
    ("a\nb\n", "b", "before", "a\n# OPERATOR_BEGIN r\nx\n# OPERATOR_END r\nb\n"),
    ("a\nb", "b", "after", "a\nb\n# OPERATOR_BEGIN r\nx\n# OPERATOR_END r"),
    ("if a:\n  b\n", "b", "after", "if a:\n  b\n  # OPERATOR_BEGIN r\nx\n  # OPERATOR_END r\n"),
    ("a\r\nb\r\n", "a", "after", "a\r\n# OPERATOR_BEGIN r\r\nx\r\n# OPERATOR_END r\r\nb\r\n"),
    ("a\nb\nc\n", "a\nb", "after", "a\nb\n# OPERATOR_BEGIN r\nx\n# OPERATOR_END r\nc\n"),
]


@pytest.mark.parametrize(("old", "anchor", "position", "new"), INSERTED)
def test_a_region_is_inserted_at_the_line_of_its_anchor(
    at: Desk, old: str, anchor: str, position: str, new: str
) -> None:
    """Markers are indented like the anchor's line; the content is taken as it is."""
    at.put("a.py", old)
    at.do(
        command(
            "fs.insertRegion", "a.py", marker_id="r", anchor=anchor, content=b"x", position=position
        )
    )

    assert (at.folder / "a.py").read_bytes() == new.encode()


@pytest.mark.parametrize(
    ("old", "anchor", "more", "code"),
    [
        ("a\n", "z", {}, "ERR_ANCHOR_NOT_FOUND"),
        ("a\na\n", "a", {}, "ERR_ANCHOR_AMBIGUOUS"),
        ("a\na\n", "a", {"occurrence": 3}, "ERR_ANCHOR_NOT_FOUND"),
        ("a\n# OPERATOR_BEGIN r\n# OPERATOR_END r\n", "a\n", {}, "ERR_REGION_ALREADY_EXISTS"),
    ],
)
def test_a_region_that_has_no_one_place_is_not_inserted(
    at: Desk, old: str, anchor: str, more: dict[str, object], code: str
) -> None:
    """The anchor must name one place, and the id must be free."""
    at.put("a.py", old)
    with pytest.raises(OperatorosError) as caught:
        at.plan(
            command("fs.insertRegion", "a.py", marker_id="r", anchor=anchor, content=b"x", **more)
        )
    assert caught.value.code == code


def test_a_file_without_a_known_suffix_needs_a_style(at: Desk) -> None:
    """ERR_COMMENT_STYLE_REQUIRED where nothing tells how comments are written."""
    at.put("a.unknown", "; OPERATOR_BEGIN a\nx\n; OPERATOR_END a\n")
    with pytest.raises(OperatorosError) as caught:
        at.do(command("fs.listRegions", "a.unknown"))
    assert caught.value.code == "ERR_COMMENT_STYLE_REQUIRED"

    told = at.do(command("fs.readRegion", "a.unknown", marker_id="a", comment_line_prefix=";"))
    assert told.details == "x\n"
