"""The forms that a declaration can have: one description reads YAML and emits JSON Schema.

A form takes a node, reports what does not fit, and returns plain data without the parts that
did not fit, so that all problems of a file are found in one pass. Tables in `vocabulary` are
made of these. pydantic would do the same for 200 ms of start-up and without positions.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from operatoros.catalog.declared import Place
from operatoros.catalog.problems import (
    MAX_PROBLEMS,
    Problem,
    Severity,
    did_you_mean,
    shown,
)
from operatoros.catalog.yamldoc import Document, Node
from operatoros.display import show
from operatoros.values.jsonable import Json

Path = tuple[str | int, ...]
Schema = dict[str, object]


class _Missing:
    """What a form returns when nothing usable stands there."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
_LONGEST = 100_000


class Reading:
    """One file being read: its document, problems, and where everything was found."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file = document.file
        self.problems: list[Problem] = list(document.problems)
        self._nodes: dict[Path, Node] = {}
        self._keys: dict[Path, tuple[int, int]] = {}

    def visit(self, path: Path, node: Node) -> None:
        """Remember where the value at a path stands, and the keys of a mapping."""
        self._nodes[path] = node
        for key, at in node.keys.items():
            self._keys[(*path, key)] = at

    def node(self, *path: str | int) -> Node | None:
        """Return the node at a path, if it was read."""
        return self._nodes.get(path)

    def place(self, *path: str | int) -> Place:
        """Return where a value stands, or the nearest thing around it that exists."""
        while path:
            node = self._nodes.get(path)
            if node is not None:
                return self.document.place(node)
            path = path[:-1]
        root = self.document.root
        return self.document.place(root) if root else Place(file=self.file)

    def key_place(self, *path: str | int) -> Place:
        """Return where the key of a value stands, or the nearest thing around it."""
        at = self._keys.get(path)
        return Place(file=self.file, line=at[0], column=at[1]) if at else self.place(*path)

    @property
    def full(self) -> bool:
        """Whether so much is wrong that more would help nobody."""
        return len(self.problems) >= MAX_PROBLEMS

    def report(self, code: str, place: Place, message: str, hint: str = "") -> None:
        """Note an error."""
        self._note(code, place, message, hint, "error")

    def warn(self, code: str, place: Place, message: str, hint: str = "") -> None:
        """Note something that does not stop the declaration from being used."""
        self._note(code, place, message, hint, "warning")

    def _note(self, code: str, place: Place, message: str, hint: str, severity: Severity) -> None:
        # Keys are user text and may hold what terminals obey ("\e[31m" in double quotes).
        message, hint = show(message, one_line=True), show(hint, one_line=True)
        problem = Problem(code=code, place=place, message=message, hint=hint, severity=severity)
        if not self.full:
            self.problems.append(problem)

    def told(self) -> tuple[Problem, ...]:
        """Return all problems in the order of their places."""
        return tuple(sorted(self.problems, key=lambda p: (p.place.line, p.place.column)))

    def wrong(self, code: str, path: Path, node: Node, message: str, hint: str = "") -> None:
        """Note an error about the value at a path, named in the message."""
        self.report(code, self.document.place(node), f"{dotted(path)} {message}", hint)


def read_form(
    form: Form, document: Document, *, own: str = "", foreign: str = "", hint: str = ""
) -> tuple[Mapping[str, Json], Reading]:
    """Read a document whose root is a mapping.

    Args:
        form: What it may be.
        document: The file.
        own: A key that every such file has.
        foreign: A key by which a file of another kind is told, if `own` is missing.
        hint: Where files of the other kind belong.

    Returns:
        What could be read (empty if nothing could), and the reading with all problems so far.
    """
    reading = Reading(document)
    if document.root is None:
        return {}, reading
    keys = document.root.keys
    if foreign in keys and own not in keys:
        line, column = keys[foreign]
        place = Place(file=document.file, line=line, column=column)
        message = f"a file with `{foreign}:` declares something else"
        reading.report("ERR_CATALOG_KIND", place, message, hint)
        return {}, reading
    data = form.read(document.root, (), reading)
    return (data if isinstance(data, dict) else {}), reading


def dotted(path: Path) -> str:
    """Return a path as people read it: `sources[1].params`; the whole file has its own name."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return f"`{text}`" if text else "the file"


class Form(Protocol):
    """What may stand at one place."""

    def read(self, node: Node, path: Path, reading: Reading) -> Json:
        """Return plain data, or MISSING where nothing usable stands; problems are reported."""
        ...

    def schema(self) -> Schema:
        """Return the same as JSON Schema."""
        ...


def what_is(node: Node) -> str:
    """Return what stands there, for a sentence."""
    if node.kind != "scalar":
        return f"a {node.kind}"
    if node.value is None:
        return "empty"
    kinds = {bool: "true or false", int: "a number", float: "a number", str: "a text"}
    return f"{kinds[type(node.value)]} ({shown(node.text)})"


def described(schema: Schema, about: str) -> Schema:
    """Return the schema with its sentence for editors."""
    return {**schema, "description": about} if about else schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text.

    Attributes:
        about: One sentence for editors.
        pattern: Regular expression that the whole text matches.
        says: What the pattern means, for a sentence.
        code: Code of the problem if it does not match.
        choices: The only texts allowed.
        blank: Whether an empty text is allowed.
        numbers: Whether a number or boolean is taken too, as it is written.
        longest: Most characters.
    """

    about: str = ""
    pattern: str = ""
    says: str = ""
    code: str = "ERR_CATALOG_VALUE"
    choices: tuple[str, ...] = ()
    blank: bool = False
    numbers: bool = False
    longest: int = _LONGEST

    def read(self, node: Node, path: Path, reading: Reading) -> Json:
        """Return the text."""
        reading.visit(path, node)
        text = node.text
        is_text = isinstance(node.value, str)
        if node.kind != "scalar" or not (is_text or (self.numbers and node.value is not None)):
            if node.kind == "scalar" and node.value is not None:
                hint = f'put it in quotes: "{text}"'
            else:
                hint = "write a text, or leave the key out"
            reading.wrong(
                "ERR_CATALOG_TYPE", path, node, f"must be a text, not {what_is(node)}", hint
            )
            return MISSING
        if not text.strip() and not self.blank:
            hint = "write a text, or leave the key out"
            reading.wrong("ERR_CATALOG_BLANK", path, node, "is an empty text", hint)
            return MISSING
        if self.choices and text not in self.choices:
            hint = did_you_mean(text, self.choices, noun="allowed:")
            reading.wrong(self.code, path, node, f"is {shown(text)}", hint)
            return MISSING
        if len(text) > self.longest:
            message = f"has {len(text):,} characters; at most {self.longest:,} are read"
            reading.wrong("ERR_CATALOG_RANGE", path, node, message, "shorten it")
            return MISSING
        if self.pattern and not re.fullmatch(self.pattern, text):
            reading.wrong(self.code, path, node, f"is {shown(text)}", f"write {self.says}")
            return MISSING
        return text

    def schema(self) -> Schema:
        """Return `type: string` with what narrows it."""
        out: Schema = {"type": ["string", "number", "boolean"] if self.numbers else "string"}
        if self.choices:
            out["enum"] = list(self.choices)
        if self.pattern:
            out["pattern"] = f"^(?:{self.pattern})$"
        elif not self.blank:
            out["pattern"] = r"\S"
        if self.longest != _LONGEST:
            out["maxLength"] = self.longest
        return described(out, self.about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A number.

    Attributes:
        about: One sentence for editors.
        integer: Whether it must be whole.
        low: Smallest value.
        high: Largest value.
    """

    about: str = ""
    integer: bool = False
    low: float = 0
    high: float = 1e15

    def read(self, node: Node, path: Path, reading: Reading) -> Json:
        """Return the number."""
        reading.visit(path, node)
        value, kind = node.value, "a whole number" if self.integer else "a number"
        if node.kind != "scalar" or not node.plain or node.trap == "ERR_YAML_NUMBER":
            return self._refuse(node, path, reading, kind)
        if isinstance(value, bool) or not isinstance(value, int | float):
            return self._refuse(node, path, reading, kind)
        if self.integer and not isinstance(value, int):
            if value != int(value):
                return self._refuse(node, path, reading, kind)
            value = int(value)
        if not self.low <= value <= self.high:
            hint = f"write {kind} from {self.low:,g} to {self.high:,g}"
            reading.wrong("ERR_CATALOG_RANGE", path, node, f"is {node.text}", hint)
            return MISSING
        return value

    def _refuse(self, node: Node, path: Path, reading: Reading, kind: str) -> Json:
        if node.trap == "ERR_YAML_NUMBER":
            message = f"is {shown(node.text)}, which YAML versions read differently"
            reading.wrong("ERR_YAML_NUMBER", path, node, message, "write a plain decimal number")
        else:
            hint = f"write {kind} without quotes"
            message = f"must be {kind}, not {what_is(node)}"
            reading.wrong("ERR_CATALOG_TYPE", path, node, message, hint)
        return MISSING

    def schema(self) -> Schema:
        """Return `type: number` or `integer` with its limits."""
        kind = "integer" if self.integer else "number"
        return described({"type": kind, "minimum": self.low, "maximum": self.high}, self.about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """true or false.

    Attributes:
        about: One sentence for editors.
    """

    about: str = ""

    def read(self, node: Node, path: Path, reading: Reading) -> Json:
        """Return the boolean."""
        reading.visit(path, node)
        if isinstance(node.value, bool) and node.kind == "scalar":
            return node.value
        if node.trap == "ERR_YAML_BOOLEAN":
            meant = "true" if node.text.lower() in {"yes", "on", "y"} else "false"
            message = f"is {shown(node.text)}, which YAML versions read differently"
            reading.wrong("ERR_YAML_BOOLEAN", path, node, message, f"write {meant}")
        else:
            message = f"must be true or false, not {what_is(node)}"
            reading.wrong("ERR_CATALOG_TYPE", path, node, message, "write true or false")
        return MISSING

    def schema(self) -> Schema:
        """Return `type: boolean`."""
        return described({"type": "boolean"}, self.about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Anything:
    """Any JSON value; words that YAML versions read differently must be quoted.

    Attributes:
        about: One sentence for editors.
    """

    about: str = ""

    def read(self, node: Node, path: Path, reading: Reading) -> Json:
        """Return the value."""
        reading.visit(path, node)
        match node.kind:
            case "mapping":
                entries = node.entries.items()
                return {key: self._inner(item, (*path, key), reading) for key, item in entries}
            case "list":
                items = enumerate(node.items)
                return [self._inner(item, (*path, index), reading) for index, item in items]
            case "broken":
                return MISSING
        if node.trap:
            word = "a boolean" if node.trap == "ERR_YAML_BOOLEAN" else "a number"
            plain = "true or false" if node.trap == "ERR_YAML_BOOLEAN" else "a decimal number"
            message = f"is {shown(node.text)}, which is a text or {word} depending on the reader"
            hint = f'put it in quotes ("{node.text}") or write {plain}'
            reading.wrong(node.trap, path, node, message, hint)
            return MISSING
        return node.value

    def _inner(self, node: Node, path: Path, reading: Reading) -> Json:
        value = self.read(node, path, reading)
        return None if value is MISSING else value

    def schema(self) -> Schema:
        """Return the schema that takes all."""
        return described({}, self.about)
