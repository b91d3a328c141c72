"""THE table of actions: what a chat may name, with which fields, at which risk.

Everything that lists actions is made from these rows: what the scanner accepts, the templates,
the interface specification, the bootstrap prompt, the tables of the docs. To change an action,
change its row.

Rows are named tuples, not dataclasses: they are read at every start, and nobody compares them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

Risk = Literal["r", "w", "d"]
Kind = Literal[
    "line",  # one line of text
    "number",  # decimal digits, least to most
    "choice",  # one of `choices`
    "language",  # a name that styles.py knows
    "marker",  # the id of a region
    "anchor",  # one line, or a payload
    "content",  # `content_b64`, or `content` as one line or as a payload; typed as bytes
    "final_newline",  # yes or no; folded into the content
    "patch",  # `patch_b64`, or `patch` as a payload; typed as str
    "edits",  # `edits_b64`, or `edit:` sections; typed as a tuple of Edit
]

# Keys that every block may carry, and where they are explained.
REQUIRED_KEYS = ("version", "id", "action")
PAYLOAD_KEYS = frozenset({"content", "find", "text", "anchor", "patch"})
SECTION_KEYS = ("anchor", "find", "text", "occurrence", "count", "startLine", "endLine")
MOST_NUMBER = 999_999_999


class Field(NamedTuple):
    """One field of an action's row, beyond path, path_to and base.

    Attributes:
        name: Its key, and its name in `Command.args`.
        kind: How its text is read.
        about: What it is, for the specification.
        aliases: Other keys for it.
        missing: Code of the rejection if it is not there; empty: it is optional.
        invalid: Code of the rejection if its text does not fit its kind.
        default: Its value if it is not there; None: it is then not among the arguments.
        least: Smallest number.
        most: Greatest number.
        choices: The words of a choice.
    """

    name: str
    kind: Kind
    about: str
    aliases: tuple[str, ...] = ()
    missing: str = ""
    invalid: str = ""
    default: str | int | None = None
    least: int = 1
    most: int = MOST_NUMBER
    choices: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Every key that this field may be written with in a block, the shortest form last."""
        if self.kind in {"content", "patch"}:
            return (f"{self.name}_b64", self.name)
        if self.kind == "edits":
            return ("edits_b64", "edit")
        return (self.name, *self.aliases)


class Action(NamedTuple):
    """One row of the table.

    Attributes:
        name: What a block's `action` says.
        risk: r reads, w writes, d deletes. All that is not r needs an approval and can be undone.
        does: What it does, one line.
        answers: What the details of its result hold, and its limits.
        fields: Its fields beyond path, path_to and base.
        codes: Codes of failures that arise when it is prepared or executed, not at the scan.
        example: Key and value of each line of an example block, after version, id and action.
    """

    name: str
    risk: Risk
    does: str
    answers: str
    fields: tuple[Field, ...] = ()
    codes: tuple[str, ...] = ()
    example: tuple[tuple[str, str], ...] = ()

    @property
    def takes_path(self) -> bool:
        """Whether the action requires `path`; all others forbid it (P7)."""
        return self.name.startswith("fs.")

    @property
    def takes_path_to(self) -> bool:
        """Whether the action requires `path_to`; all others forbid it (P7)."""
        return self.name in WITH_PATH_TO

    @property
    def takes_base(self) -> bool:
        """Whether `base` may be given (P16): whatever changes a file."""
        return self.risk != "r"

    @property
    def takes_probe(self) -> bool:
        """Whether the probe may be given (P13): payloads must have it, a path can need it too."""
        return self.takes_path

    @property
    def ends_lines(self) -> bool:
        """Whether a payload's last line ends with a line break unless the block says no (P15)."""
        return any(field.kind == "final_newline" for field in self.fields)

    @property
    def styled(self) -> bool:
        """Whether the action needs to know how a comment is written in the file."""
        return STYLE_FIELDS[0] in self.fields


WITH_PATH_TO = frozenset({"fs.copy", "fs.move", "fs.rename"})
RESERVED = "operator.error"

# What chats call these actions from habit; only for the hint of ERR_UNKNOWN_ACTION.
HABITS: Mapping[str, str] = {
    word: action
    for action, words in {
        "fs.list": "ls dir listdir list_dir",
        "fs.read": "cat open view get",
        "fs.searchTree": "grep find rg",
        "fs.write": "create save mkdir touch append",
        "fs.applyEdits": "edit replace str_replace update modify",
        "fs.copy": "cp",
        "fs.move": "mv",
        "fs.delete": "remove rm unlink rmdir",
    }.items()
    for word in words.split()
}

_AT_ALL = ("ERR_NO_WORKSPACE", "ERR_PATH_NOT_ALLOWED", "ERR_PATH_LINK", "ERR_NOT_FOUND")
_OF_FILE = (*_AT_ALL, "ERR_NOT_A_FILE")
_OF_TEXT = (*_OF_FILE, "ERR_FILE_TOO_LARGE", "ERR_NOT_UTF8")
_OF_REGION = (
    *_OF_TEXT,
    "ERR_REGION_MARKER_NOT_FOUND",
    "ERR_REGION_MARKER_NOT_UNIQUE",
    "ERR_REGION_MARKER_ORDER",
    "ERR_REGION_MARKER_MISMATCH",
)
_BASE = "ERR_BASE_CHANGED"

_LANGUAGE = Field(
    "language",
    "language",
    "a file suffix (py, ts) or one of javascript, typescript, bash, c++, markdown ...",
    invalid="ERR_UNKNOWN_LANGUAGE",
)
_QUERY = Field("query", "line", "text to look for, exactly", ("q",), missing="ERR_MISSING_QUERY")
_MARKER = Field(
    "marker_id",
    "marker",
    "the region's id, as in the line OPERATOR_BEGIN id",
    missing="ERR_MISSING_MARKER_ID",
    invalid="ERR_INVALID_MARKER_ID",
)
_BAD_STYLE = "ERR_INVALID_COMMENT_STYLE"
STYLE_FIELDS = (
    Field(
        "comment_line_prefix",
        "line",
        "how a comment line begins, if the file's suffix does not tell",
        invalid=_BAD_STYLE,
    ),
    Field("comment_block_start", "line", "or how a block comment begins", invalid=_BAD_STYLE),
    Field("comment_block_end", "line", "and how it ends", invalid=_BAD_STYLE),
    _LANGUAGE._replace(about="or a language that getCommentStyle knows"),
)
_REGION_CONTENT = Field(
    "content",
    "content",
    "the lines between the marker lines",
    missing="ERR_MISSING_CONTENT_B64",
)

_ROWS = (
    Action(
        "operator.getInterfaceSpec",
        "r",
        "Answers with this specification.",
        "The specification in its current version.",
    ),
    Action(
        "operator.getCommentStyle",
        "r",
        "Says how comments are written in a language.",
        "JSON `{language,type:line,line_prefix}` or `{language,type:block,block_start,block_end}`;"
        ' without a language `{"styles":[...]}`.',
        (_LANGUAGE,),
        example=(("language", "py"),),
    ),
    Action(
        "fs.list",
        "r",
        "Lists a folder.",
        "One entry a line, sorted; `[DIR] name` for folders; links are marked.",
        codes=(*_AT_ALL, "ERR_NOT_A_FOLDER"),
        example=(("path", "."),),
    ),
    Action(
        "fs.read",
        "r",
        "Reads a whole file.",
        "The file's text and its base. Over 200,000 bytes: use fs.readSlice.",
        codes=_OF_TEXT,
        example=(("path", "notes/plan.txt"),),
    ),
    Action(
        "fs.readSlice",
        "r",
        "Reads some lines of a file.",
        "Header lines `# path`, `# lines a-b of n`, `# base`, an empty line, then `%6d: text`. "
        "Files up to 2,000,000 bytes.",
        (
            Field(
                "start",
                "number",
                "first line, from 1",
                ("line", "from"),
                invalid="ERR_INVALID_READSLICE_PARAMS",
                default=1,
            ),
            Field(
                "lines",
                "number",
                "how many lines, 1 to 400",
                ("count", "len"),
                invalid="ERR_INVALID_READSLICE_PARAMS",
                default=120,
                most=400,
            ),
        ),
        codes=_OF_TEXT,
        example=(("path", "notes/plan.txt"), ("start", "1"), ("lines", "40")),
    ),
    Action(
        "fs.search",
        "r",
        "Finds a text in one file.",
        "Header lines that begin with `#`, then `%6d: text`; at most 50 matches. "
        "Files up to 2,000,000 bytes.",
        (_QUERY,),
        codes=(*_OF_TEXT, "ERR_SEARCH_PATH_IS_DIR"),
        example=(("path", "notes/plan.txt"), ("query", "Beta")),
    ),
    Action(
        "fs.searchTree",
        "r",
        "Finds a text in all files below a folder.",
        "`path:line: text`; at most 200 matches, at most 2 seconds; says what was scanned and "
        "skipped (.gitignore, binaries, files over 500,000 bytes, links that lead out).",
        (_QUERY,),
        codes=_AT_ALL,
        example=(("path", "."), ("query", "Beta")),
    ),
    Action(
        "fs.stat",
        "r",
        "Tells size, kind and times.",
        "JSON `{path,size,isFile,isDir,mtimeMs,ctimeMs}`.",
        codes=_AT_ALL,
        example=(("path", "notes/plan.txt"),),
    ),
    Action(
        "fs.listRegions",
        "r",
        "Lists the marked regions of a file.",
        'JSON `{"regions":[{marker_id,begin_line,end_line,content_start_line,content_end_line,'
        "content_lines}]}`.",
        STYLE_FIELDS,
        codes=_OF_REGION,
        example=(("path", "notes/plan.py"),),
    ),
    Action(
        "fs.readRegion",
        "r",
        "Reads one marked region.",
        "The text between its marker lines.",
        (_MARKER, *STYLE_FIELDS),
        codes=_OF_REGION,
        example=(("path", "notes/plan.py"), ("marker_id", "imports")),
    ),
    Action(
        "fs.insertRegion",
        "w",
        "Adds a new marked region next to a text.",
        "What was done, and the new base.",
        (
            _MARKER,
            Field(
                "anchor",
                "anchor",
                "the text next to which the region goes",
                missing="ERR_MISSING_ANCHOR",
            ),
            _REGION_CONTENT,
            Field(
                "position",
                "choice",
                "before or after the anchor's line",
                invalid="ERR_INVALID_INSERT_POSITION",
                default="after",
                choices=("before", "after"),
            ),
            Field(
                "occurrence",
                "number",
                "which occurrence of the anchor, from 1; without it there must be only one",
                invalid="ERR_INVALID_ANCHOR_OCCURRENCE",
            ),
            *STYLE_FIELDS,
        ),
        codes=(*_OF_REGION, "ERR_REGION_ALREADY_EXISTS", "ERR_ANCHOR_NOT_FOUND", _BASE),
        example=(
            ("path", "notes/plan.py"),
            ("marker_id", "imports"),
            ("anchor", "import sys"),
            ("content", "import json"),
        ),
    ),
    Action(
        "fs.replaceRegion",
        "w",
        "Replaces the text of a marked region; its marker lines stay.",
        "What was done, and the new base.",
        (_MARKER, _REGION_CONTENT, *STYLE_FIELDS),
        codes=(*_OF_REGION, _BASE),
        example=(
            ("path", "notes/plan.py"),
            ("marker_id", "imports"),
            ("content", "import json\nimport re"),
        ),
    ),
    Action(
        "fs.deleteRegion",
        "w",
        "Empties a marked region; its marker lines stay.",
        "What was done, and the new base.",
        (_MARKER, *STYLE_FIELDS),
        codes=(*_OF_REGION, _BASE),
        example=(("path", "notes/plan.py"), ("marker_id", "imports")),
    ),
    Action(
        "fs.write",
        "w",
        "Writes a whole file, and the folders it needs.",
        "What was done, and the new base. Overwrites only what the preview showed.",
        (
            Field(
                "content",
                "content",
                "the file's whole text",
                missing="ERR_MISSING_WRITE_CONTENT",
            ),
            Field(
                "final_newline",
                "final_newline",
                "whether a payload's last line ends with a line break: yes (default) or no",
                invalid="ERR_INVALID_FINAL_NEWLINE",
            ),
        ),
        codes=(
            "ERR_NO_WORKSPACE",
            "ERR_PATH_NOT_ALLOWED",
            "ERR_PATH_LINK",
            "ERR_NOT_A_FILE",
            _BASE,
        ),
        example=(("path", "notes/plan.txt"), ("base", "new"), ("content", "Alpha\nBeta")),
    ),
    Action(
        "fs.patch",
        "w",
        "Applies a unified diff to one file; every context line must match exactly.",
        "What was done, and the new base.",
        (Field("patch", "patch", "a unified diff of this file", missing="ERR_MISSING_PATCH_B64"),),
        codes=(*_OF_TEXT, "ERR_PATCH_MISMATCH", _BASE),
        example=(
            ("path", "notes/plan.txt"),
            (
                "patch",
                "--- a/notes/plan.txt\n+++ b/notes/plan.txt\n"
                "@@ -1,2 +1,2 @@\n Alpha\n-Beta\n+Gamma",
            ),
        ),
    ),
    Action(
        "fs.applyEdits",
        "w",
        "Makes small edits in one file: all of them or none.",
        "What was done, and the new base.",
        (
            Field(
                "edits",
                "edits",
                'base64 of `{"version":1,"edits":[{"op":...}]}`, or `edit:` sections; ops: '
                "insertAfter, insertBefore (anchor, text, occurrence?), replaceFirst (find, text; "
                "find must occur exactly once, or count times), replaceAll (find, text, count?), "
                "replaceRange (startLine, endLine, text)",
                missing="ERR_MISSING_EDITS_B64",
            ),
        ),
        codes=(*_OF_TEXT, "ERR_EDIT_NOT_FOUND", "ERR_EDIT_AMBIGUOUS", _BASE),
        example=(
            ("path", "notes/plan.txt"),
            ("edit", "replaceFirst"),
            ("find", "Beta"),
            ("text", "Beta, second draft"),
            ("edit", "insertAfter"),
            ("anchor", "Alpha"),
            ("text", "between the two"),
        ),
    ),
    Action(
        "fs.copy",
        "w",
        "Copies a file or folder.",
        "What was done. An existing target is refused.",
        codes=(*_AT_ALL, "ERR_TARGET_EXISTS", _BASE),
        example=(("path", "notes/plan.txt"), ("path_to", "notes/plan-copy.txt")),
    ),
    Action(
        "fs.move",
        "w",
        "Moves a file or folder.",
        "What was done. An existing target is refused.",
        codes=(*_AT_ALL, "ERR_TARGET_EXISTS", _BASE),
        example=(("path", "notes/plan.txt"), ("path_to", "archive/plan.txt")),
    ),
    Action(
        "fs.rename",
        "w",
        "Renames a file or folder.",
        "What was done. An existing target is refused.",
        codes=(*_AT_ALL, "ERR_TARGET_EXISTS", _BASE),
        example=(("path", "notes/plan.txt"), ("path_to", "notes/plan-2.txt")),
    ),
    Action(
        "fs.delete",
        "d",
        "Deletes a file, a folder or a link itself; it can be undone. Never `.`.",
        "What was done.",
        codes=(*_AT_ALL, _BASE),
        example=(("path", "notes/plan.txt"),),
    ),
)

ACTIONS: Mapping[str, Action] = {row.name: row for row in _ROWS}


def _legal_keys(row: Action) -> tuple[str, ...]:
    keys = [*REQUIRED_KEYS, "session"]
    if row.takes_path:
        keys.append("path")
    if row.takes_path_to:
        keys.append("path_to")
    if row.takes_base:
        keys.append("base")
    for field in row.fields:
        keys.extend(field.keys)
    if row.takes_probe:
        keys.append("probe")
    return tuple(keys)


# The keys that each action knows at the top of its block (P8), in the order of the docs.
LEGAL_KEYS: Mapping[str, tuple[str, ...]] = {row.name: _legal_keys(row) for row in _ROWS}
