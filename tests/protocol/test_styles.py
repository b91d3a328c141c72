from __future__ import annotations

import json

import pytest

from operatoros.protocol.styles import (
    ALIASES,
    STYLES,
    CommentStyle,
    comment_style_json,
    language_style,
    marker_lines,
    region_style,
    suffix_style,
)


@pytest.mark.parametrize(
    ("language", "style"),
    [
        ("py", CommentStyle(line_prefix="#")),
        ("C#", CommentStyle(line_prefix="//")),
        ("Bash", CommentStyle(line_prefix="#")),
        ("sql", CommentStyle(line_prefix="--")),
        ("css", CommentStyle(block_start="/*", block_end="*/")),
        ("markdown", CommentStyle(block_start="<!--", block_end="-->")),
        ("cobol", None),
        ("", None),
    ],
)
def test_languages_are_known_in_any_case(language: str, style: CommentStyle | None) -> None:
    """Suffixes and common names lead to a comment style."""
    assert language_style(language) == style


def test_every_alias_leads_to_a_style() -> None:
    """No alias points at a suffix that is not in the table."""
    assert all(name in STYLES for name in ALIASES.values())


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("src/a.py", True),
        ("src/a.PY", True),
        ("a.test.ts", True),
        ("Makefile", False),
        (".py", False),
        ("a.d/Makefile", False),
        ("a.", False),
    ],
)
def test_a_suffix_tells_a_style_or_none(path: str, known: bool) -> None:
    """Only the suffix of the last component counts; a dotfile has none."""
    assert (suffix_style(path) is not None) == known


@pytest.mark.parametrize(
    ("args", "lines"),
    [
        ({}, ("# OPERATOR_BEGIN m", "# OPERATOR_END m")),
        ({"language": "css"}, ("/* OPERATOR_BEGIN m */", "/* OPERATOR_END m */")),
        ({"comment_line_prefix": ";;"}, (";; OPERATOR_BEGIN m", ";; OPERATOR_END m")),
        (
            {"comment_block_start": "{#", "comment_block_end": "#}"},
            ("{# OPERATOR_BEGIN m #}", "{# OPERATOR_END m #}"),
        ),
    ],
)
def test_what_a_command_gives_comes_before_the_suffix(
    args: dict[str, object], lines: tuple[str, str]
) -> None:
    """A given style, else a language, else the suffix decides how marker lines are written."""
    style = region_style("a.py", args)
    assert style is not None
    assert marker_lines(style, "m") == lines


def test_comment_styles_are_answered_as_json() -> None:
    """operator.getCommentStyle answers one style by name, or all of them."""
    assert json.loads(comment_style_json("TypeScript")) == {
        "language": "TypeScript",
        "type": "line",
        "line_prefix": "//",
    }
    assert json.loads(comment_style_json("html")) == {
        "language": "html",
        "type": "block",
        "block_start": "<!--",
        "block_end": "-->",
    }
    styles = json.loads(comment_style_json(None))["styles"]
    assert [style["language"] for style in styles] == list(STYLES)
