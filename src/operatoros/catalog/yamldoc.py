"""YAML text to nodes with positions; only the part of YAML that every reader reads alike.

Events of libyaml become nodes in one pass, so depth and count are bounded while reading, and
what the language would do behind a reader's back is refused instead: duplicate keys, aliases,
tags, several documents, and plain words that YAML 1.1 and 1.2 take for different values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

from operatoros.catalog.declared import Place
from operatoros.catalog.phrases import ALIAS_HINT, SYNTAX_HINT, our_words
from operatoros.catalog.problems import MAX_PROBLEMS, Problem, shown
from operatoros.display import show

MAX_BYTES = 1_048_576
MAX_DEPTH = 64
MAX_NODES = 50_000

# libyaml reads ten times as fast as the Python parser; wheels without it still work.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Kind = Literal["mapping", "list", "scalar", "broken"]


@dataclass(slots=True, kw_only=True, eq=False)
class Node:
    """One value of a document.

    Attributes:
        kind: mapping, list, scalar; broken stands for what was refused already.
        line: 1-based.
        column: 1-based, in characters.
        start: 0-based offset of its first character in the source.
        end: Offset behind its last character.
        value: The scalar as YAML 1.2 reads it (text, int, float, bool or None).
        text: The scalar as written, quotes and escapes taken away.
        plain: Whether the scalar stands without quotes.
        trap: Code of the reason why a plain scalar may only be read as text; empty if none.
        items: Nodes of a list.
        entries: Nodes of a mapping by key.
        keys: (line, column) of each key.
    """

    kind: Kind
    line: int
    column: int
    start: int = 0
    end: int = 0
    value: str | int | float | bool | None = None
    text: str = ""
    plain: bool = False
    trap: str = ""
    items: list[Node] = field(default_factory=list)
    entries: dict[str, Node] = field(default_factory=dict)
    keys: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class Document:
    """A file as nodes, with what was wrong with its YAML.

    Attributes:
        file: The file as the person named it.
        source: Its text.
        root: Its value; None if nothing could be read.
        problems: What was refused, in order of appearance.
    """

    file: str
    source: str = ""
    root: Node | None = None
    problems: list[Problem] = field(default_factory=list)

    def place(self, node: Node) -> Place:
        """Return where a node starts."""
        return Place(file=self.file, line=node.line, column=node.column)

    def place_of_text(self, node: Node, fragment: str, nth: int) -> Place:
        """Return where the nth (0-based) `fragment` of a scalar stands in the file.

        Escapes and folding can hide it; then the scalar's own place is returned.
        """
        at = node.start - 1
        for _ in range(nth + 1):
            at = self.source.find(fragment, at + 1, node.end)
            if at < 0:
                return self.place(node)
        before = self.source[:at]
        line = before.count("\n") + 1
        return Place(file=self.file, line=line, column=at - (before.rfind("\n") + 1) + 1)

    def report(self, code: str, line: int, column: int, message: str, hint: str) -> None:
        """Note a problem; beyond a hundred they are no longer noted."""
        if len(self.problems) < MAX_PROBLEMS:
            place = Place(file=self.file, line=line, column=column)
            message, hint = show(message, one_line=True), show(hint, one_line=True)
            self.problems.append(Problem(code=code, place=place, message=message, hint=hint))


def read_yaml(data: bytes | str, *, file: str) -> Document:
    """Read a YAML file.

    Args:
        data: Its bytes (or, where it is known to be text, its text).
        file: Its name for messages.

    Returns:
        A document; if `problems` is not empty it must not be used, and `root` is what could be
        read, so that further problems can be told in the same breath.

    Raises:
        Nothing. Bad input is a problem.
    """
    document = Document(file=file)
    source = _decode(data, document)
    if source is None:
        return document
    document.source = source
    if _bad_characters(source, document):
        return document
    builder = _Builder(document)
    try:
        for event in _events(source):
            builder.take(event)
    except _GiveUp:
        document.root = None
    except yaml.MarkedYAMLError as exc:
        document.root = None
        _report_syntax(exc, document)
    except yaml.YAMLError:
        document.root = None
        document.report("ERR_YAML_SYNTAX", 1, 1, "this file is not YAML", SYNTAX_HINT)
    else:
        if document.root is None:
            hint = "write at least `id:` and `name:`; `operatoros operator new` makes a first file"
            document.report("ERR_YAML_EMPTY", 1, 1, "the file holds nothing", hint)
        elif "\t" in source:
            _report_tabs(document, builder.spans)
    return document


def _decode(data: bytes | str, document: Document) -> str | None:
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    if len(raw) > MAX_BYTES:
        message = f"the file is larger than {MAX_BYTES:,} bytes"
        document.report("ERR_YAML_SIZE", 1, 1, message, "keep data out of declarations")
        return None
    try:
        return raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as exc:
        before = raw[: exc.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message = f"byte 0x{raw[exc.start]:02x} is not UTF-8"
        hint = "save the file as UTF-8 (most editors: Save with Encoding)"
        document.report("ERR_YAML_ENCODING", line, column, message, hint)
        return None


# Besides control characters: NEL, LS and PS, which YAML counts as line ends and editors do not,
# and a byte order mark in the middle of the text.
_BAD = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def _bad_characters(source: str, document: Document) -> bool:
    match = _BAD.search(source)
    if match is None:
        return False
    before = source[: match.start()]
    line = before.count("\n") + 1
    column = match.start() - (before.rfind("\n") + 1) + 1
    code = ord(match.group())
    message = f"character U+{code:04X} may not stand here"
    escape = f"\\u{code:04x}"
    hint = f'delete it, or write it as "{escape}" in double quotes'
    document.report("ERR_YAML_CHARACTER", line, column, message, hint)
    return True


def _events(source: str) -> Iterator[Any]:
    loader = _LOADER(source)
    try:
        while loader.check_event():
            yield loader.get_event()
    finally:
        loader.dispose()


class _GiveUp(Exception):
    """Nothing further can be read."""


@dataclass(slots=True)
class _Open:
    """A collection that is being read."""

    node: Node
    key: str | None = None
    key_place: tuple[int, int] = (1, 1)
    dropped: bool = False
    refused: bool = False


class _Builder:
    """Turns events into nodes."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.open: list[_Open] = []
        self.count = 0
        self.documents = 0
        self.spans: list[tuple[int, int]] = []

    def take(self, event: Any) -> None:
        match type(event).__name__:
            case "ScalarEvent":
                self._scalar(event)
            case "MappingStartEvent":
                self._start(event, "mapping")
            case "SequenceStartEvent":
                self._start(event, "list")
            case "MappingEndEvent" | "SequenceEndEvent":
                frame = self.open.pop()
                done = frame.node
                done.end = event.start_mark.index
                if frame.refused and not done.entries:
                    done.kind = "broken"  # such as {{x}} without quotes: told already
                self._add(done)
            case "AliasEvent":
                message = f"the alias *{event.anchor} is not read"
                self._refuse("ERR_YAML_ALIAS", event, message, ALIAS_HINT)
                self._add(self._node(event, "broken"))
            case "DocumentStartEvent":
                self._document(event)

    def _document(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            hint = "put each operator or connector into a file of its own and remove this `---`"
            message = "a second YAML document starts here"
            self._refuse("ERR_YAML_DOCUMENTS", event, message, hint)
            raise _GiveUp
        if event.version or event.tags:
            message = "a % directive is not read"
            self._refuse("ERR_YAML_DIRECTIVE", event, message, "remove the line with the %")

    def _node(self, event: Any, kind: Kind) -> Node:
        self.count += 1
        mark = event.start_mark
        if self.count > MAX_NODES:
            message = f"the file has more than {MAX_NODES:,} values"
            self._refuse("ERR_YAML_SIZE", event, message, "keep data out of declarations")
            raise _GiveUp
        return Node(
            kind=kind,
            line=mark.line + 1,
            column=mark.column + 1,
            start=mark.index,
            end=event.end_mark.index,
        )

    def _checked(self, event: Any) -> None:
        if event.anchor is not None:
            message = f"the anchor &{event.anchor} is not read"
            self._refuse("ERR_YAML_ALIAS", event, message, ALIAS_HINT)
        if event.tag is not None:
            message = f"the tag {shown(event.tag)} is not read"
            hint = "remove it; put a text in quotes if it must start with `!`"
            self._refuse("ERR_YAML_TAG", event, message, hint)

    def _scalar(self, event: Any) -> None:
        self._checked(event)
        node = self._node(event, "scalar")
        node.text = event.value
        # An empty style is how libyaml says plain; the Python parser says None.
        node.plain = not event.style
        self.spans.append((node.start, node.end))
        node.value, node.trap = _plain_value(node.text) if node.plain else (node.text, "")
        self._add(node)

    def _start(self, event: Any, kind: Kind) -> None:
        self._checked(event)
        if len(self.open) >= MAX_DEPTH:
            message = f"the nesting is deeper than {MAX_DEPTH} levels"
            self._refuse("ERR_YAML_DEPTH", event, message, "flatten this part")
            raise _GiveUp
        self.open.append(_Open(self._node(event, kind)))

    def _add(self, node: Node) -> None:
        if not self.open:
            self.document.root = node
            return
        parent = self.open[-1]
        if parent.node.kind == "list":
            parent.node.items.append(node)
        elif parent.key is None:
            self._key(parent, node)
        else:
            if not parent.dropped:
                parent.node.entries[parent.key] = node
                parent.node.keys[parent.key] = parent.key_place
            parent.key, parent.dropped = None, False

    def _key(self, parent: _Open, node: Node) -> None:
        """Take a node as the key of the next value."""
        parent.key, parent.key_place = node.text, (node.line, node.column)
        report = self.document.report
        if node.kind != "scalar" or not node.text:
            parent.dropped = parent.refused = True
            if node.kind != "broken":
                message = "a key must be a text"
                hint = 'write `key: value`; put a value such as {{params.x}} in quotes: "{{...}}"'
                report("ERR_YAML_KEY", node.line, node.column, message, hint)
        elif node.text in parent.node.entries:
            parent.dropped = True
            line, _ = parent.node.keys[node.text]
            message = f"the key {shown(node.text)} stands already in line {line}"
            hint = "remove one of the two, or rename it"
            report("ERR_YAML_DUPLICATE_KEY", node.line, node.column, message, hint)

    def _refuse(self, code: str, event: Any, message: str, hint: str) -> None:
        mark = event.start_mark
        self.document.report(code, mark.line + 1, mark.column + 1, message, hint)


_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_TRUE = frozenset({"true", "True", "TRUE"})
_FALSE = frozenset({"false", "False", "FALSE"})
_BOOLEAN_TRAPS = frozenset({"yes", "no", "on", "off", "y", "n"})
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]*)(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
# Octal or zero-padded, base prefixes, underscores, sexagesimal, infinities: each is a number to
# one version of YAML and a text (or another number) to the other.
_NUMBER_TRAP = re.compile(
    r"[-+]?(0[0-9_]+(\.[0-9_]*)?|0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+"
    r"|[0-9][0-9_]*_[0-9_]*(\.[0-9_]*)?|[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"
    r"|\.(inf|Inf|INF))|\.(nan|NaN|NAN)"
)
# Beyond this, JSON readers no longer agree on an integer.
_LARGEST = 2**53


def _plain_value(text: str) -> tuple[str | int | float | bool | None, str]:
    """Return what a plain scalar is, and the code of a trap if versions disagree."""
    if text in _NULL:
        return None, ""
    if text in _TRUE or text in _FALSE:
        return text in _TRUE, ""
    first = text[0]
    if first in "yYnNoO" and text.lower() in _BOOLEAN_TRAPS:
        return text, "ERR_YAML_BOOLEAN"
    if first not in "0123456789+-.":
        return text, ""
    return _number(text)


def _number(text: str) -> tuple[str | int | float, str]:
    if _INTEGER.fullmatch(text):
        if len(text) <= 17 and abs(number := int(text)) <= _LARGEST:
            return number, ""
        return text, "ERR_YAML_NUMBER"
    if _FLOAT.fullmatch(text):
        value = float(text)
        if abs(value) == float("inf"):
            return text, "ERR_YAML_NUMBER"
        return value, ""
    return text, "ERR_YAML_NUMBER" if _NUMBER_TRAP.fullmatch(text) else ""


def _report_syntax(exc: yaml.MarkedYAMLError, document: Document) -> None:
    """Say in our words what the parser said."""
    said = f"{exc.context or ''} {exc.problem or ''}"
    mark = exc.problem_mark or exc.context_mark
    # A quote, bracket or key that is never closed is mended where it was opened.
    opened = (
        "end of stream",
        "unexpected document",
        "expected ',' or",
        "could not find expected ':'",
    )
    if exc.context_mark and any(phrase in said for phrase in opened):
        mark = exc.context_mark
    line, column, index = (mark.line, mark.column, mark.index) if mark else (0, 0, 0)
    code, message, hint = our_words(said)
    if "escape" in said or "expected hex" in said:
        back = index - max(document.source.rfind("\\", 0, index + 1), index - column)
        column, index = column - back, index - back
    here = document.source[index : index + 1]
    if here == "\t":
        code, message, hint = "ERR_YAML_TAB", "a tab stands where spaces belong", "use spaces"
    document.report(code, line + 1, column + 1, message.replace("{c}", repr(here)), hint)


def _report_tabs(document: Document, spans: list[tuple[int, int]]) -> None:
    """Refuse tabs between values; inside texts and comments they are harmless."""
    source, at, next_span = document.source, 0, 0
    comment_until = -1
    while (at := source.find("\t", at)) >= 0:
        while next_span < len(spans) and spans[next_span][1] <= at:
            next_span += 1
        inside = next_span < len(spans) and spans[next_span][0] <= at
        if not inside and at > comment_until:
            start = source.rfind("\n", 0, at) + 1
            behind = spans[next_span - 1][1] if next_span else 0
            if "#" in source[max(start, behind) : at]:
                comment_until = source.find("\n", at) if "\n" in source[at:] else len(source)
            else:
                line = source.count("\n", 0, at) + 1
                message, hint = "a tab stands between values", "use spaces"
                document.report("ERR_YAML_TAB", line, at - start + 1, message, hint)
                if len(document.problems) >= MAX_PROBLEMS:
                    return
        at += 1
