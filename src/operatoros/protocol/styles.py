"""Comment styles: how a region's marker lines are written in a file (fs.*Region).

A region is the text between two comment lines, `OPERATOR_BEGIN id` and `OPERATOR_END id`.
Which comment a file takes follows from its suffix, from a language, or is given in the command.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

_LINE_COMMENTS: Mapping[str, str] = {
    "//": "js ts jsx tsx java c cpp h hpp cs go rs swift kt kts scala groovy",
    "#": "py rb pl sh ps1 psm1 psd1 yaml yml toml ini cfg conf properties",
    "--": "lua sql",
}
_BLOCK_COMMENTS: Mapping[tuple[str, str], str] = {
    ("/*", "*/"): "css scss less",
    ("<!--", "-->"): "html xml svg md",
}
ALIASES: Mapping[str, str] = {
    "javascript": "js",
    "typescript": "ts",
    "c++": "cpp",
    "c#": "cs",
    "shell": "sh",
    "bash": "sh",
    "zsh": "sh",
    "powershell": "ps1",
    "markdown": "md",
}


class CommentStyle(NamedTuple):
    """How one comment line is written: a prefix, or a start and an end.

    Attributes:
        line_prefix: For example `//`; empty for a block comment.
        block_start: For example `<!--`; empty for a line comment.
        block_end: For example `-->`; empty for a line comment.
    """

    line_prefix: str = ""
    block_start: str = ""
    block_end: str = ""

    def comment(self, text: str) -> str:
        """Return one comment line that holds `text`, without a line end."""
        if self.line_prefix:
            return f"{self.line_prefix} {text}"
        return f"{self.block_start} {text} {self.block_end}"


def _table() -> dict[str, CommentStyle]:
    table: dict[str, CommentStyle] = {}
    for prefix, languages in _LINE_COMMENTS.items():
        table.update(dict.fromkeys(languages.split(), CommentStyle(line_prefix=prefix)))
    for (start, end), languages in _BLOCK_COMMENTS.items():
        style = CommentStyle(block_start=start, block_end=end)
        table.update(dict.fromkeys(languages.split(), style))
    return table


STYLES: Mapping[str, CommentStyle] = _table()


def language_style(language: str) -> CommentStyle | None:
    """Return the style of a language or file suffix, in any case; None if it is not known."""
    name = language.lower()
    return STYLES.get(ALIASES.get(name, name))


def suffix_style(path: str) -> CommentStyle | None:
    """Return the style that a path's suffix tells; None if it tells none."""
    name = path.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    return STYLES.get(suffix.lower()) if dot and stem else None


def region_style(path: str, args: Mapping[str, object]) -> CommentStyle | None:
    """Return the style of a region command: what it gives, else its language, else the suffix.

    Args:
        path: The command's path.
        args: The command's typed arguments, valid as a scan returns them.

    Returns:
        The style; None where nothing tells it (a scan rejects that).
    """
    prefix = args.get("comment_line_prefix")
    if prefix:
        return CommentStyle(line_prefix=str(prefix))
    start = args.get("comment_block_start")
    if start:
        return CommentStyle(block_start=str(start), block_end=str(args["comment_block_end"]))
    language = args.get("language")
    return language_style(str(language)) if language else suffix_style(path)


def marker_lines(style: CommentStyle, marker_id: str) -> tuple[str, str]:
    """Return the two comment lines that enclose a region, without line ends."""
    return style.comment(f"OPERATOR_BEGIN {marker_id}"), style.comment(f"OPERATOR_END {marker_id}")


def comment_style_json(language: str | None) -> str:
    """Return what operator.getCommentStyle answers, as JSON text.

    Args:
        language: A language or suffix that `language_style` knows, or None for all of them.
    """
    import json

    if language is None:
        return json.dumps({"styles": [_as_json(name) for name in STYLES]})
    return json.dumps(_as_json(language))


def _as_json(language: str) -> dict[str, str]:
    style = language_style(language)
    assert style is not None, "a scan lets only known languages pass"
    if style.line_prefix:
        return {"language": language, "type": "line", "line_prefix": style.line_prefix}
    return {
        "language": language,
        "type": "block",
        "block_start": style.block_start,
        "block_end": style.block_end,
    }
