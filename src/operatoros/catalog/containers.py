"""Forms of lists and mappings, and choices between forms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from operatoros.catalog.forms import (
    MISSING,
    Form,
    Path,
    Reading,
    Schema,
    Text,
    described,
    dotted,
    what_is,
)
from operatoros.catalog.problems import did_you_mean, nearest, shown
from operatoros.catalog.yamldoc import Node
from operatoros.values.jsonable import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf:
    """A list.

    Attributes:
        item: Form of each item.
        about: One sentence for editors.
        least: Fewest items.
        alone: Whether a single item may stand without a list around it.
    """

    item: Form
    about: str = ""
    least: int = 0
    alone: bool = False

    def read(self, node: Node, path: Path, reading: Reading) -> Json:
        """Return the list of what could be read."""
        if self.alone and node.kind != "list" and node.kind != "broken":
            value = self.item.read(node, path, reading)
            return MISSING if value is MISSING else [value]
        reading.visit(path, node)
        if node.kind != "list":
            if node.kind != "broken":
                hint = "write one `- item` a line"
                message = f"must be a list, not {what_is(node)}"
                reading.wrong("ERR_CATALOG_TYPE", path, node, message, hint)
            return MISSING
        if len(node.items) < self.least:
            reading.wrong("ERR_CATALOG_EMPTY", path, node, "is empty", "add at least one item")
            return MISSING
        values = [
            self.item.read(item, (*path, index), reading)
            for index, item in enumerate(node.items)
            if item.kind != "broken"
        ]
        return [value for value in values if value is not MISSING]

    def schema(self) -> Schema:
        """Return `type: array`, or a choice between one item and an array."""
        array: Schema = {"type": "array", "items": self.item.schema()}
        if self.least:
            array["minItems"] = self.least
        out: Schema = {"anyOf": [self.item.schema(), array]} if self.alone else array
        return described(out, self.about)


@dataclass(frozen=True, slots=True, kw_only=True)
class MapOf:
    """A mapping from names that the user chooses.

    Attributes:
        value: Form of each value.
        about: One sentence for editors.
        least: Fewest entries.
        key: Regular expression that whole keys match.
        says: What the expression means, for a sentence.
    """

    value: Form
    about: str = ""
    least: int = 0
    key: str = ""
    says: str = ""

    def read(self, node: Node, path: Path, reading: Reading) -> Json:
        """Return the mapping of what could be read."""
        reading.visit(path, node)
        if not _is_mapping(node, path, reading):
            return MISSING
        if len(node.entries) < self.least:
            reading.wrong("ERR_CATALOG_EMPTY", path, node, "is empty", "add at least one entry")
            return MISSING
        out: dict[str, Json] = {}
        for key, item in node.entries.items():
            if self.key and not re.fullmatch(self.key, key):
                message = f"{shown(key)} is no name for an entry of {dotted(path)}"
                place = reading.key_place(*path, key)
                reading.report("ERR_CATALOG_NAME", place, message, f"write {self.says}")
            value = self.value.read(item, (*path, key), reading)
            if value is not MISSING:
                out[key] = value
        return out

    def schema(self) -> Schema:
        """Return `type: object` with the form of its values."""
        out: Schema = {"type": "object", "additionalProperties": self.value.schema()}
        if self.key:
            out["propertyNames"] = {"pattern": f"^(?:{self.key})$"}
        if self.least:
            out["minProperties"] = self.least
        return described(out, self.about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """A mapping with known keys.

    Attributes:
        keys: Form of each key.
        about: One sentence for editors.
        required: Keys that must be there.
        one_of: Groups of keys of which exactly one must be there.
        synonyms: Second spelling -> first spelling.
        elsewhere: Key that people write here -> where it belongs.
    """

    keys: Mapping[str, Form]
    about: str = ""
    required: tuple[str, ...] = ()
    one_of: tuple[tuple[str, ...], ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    elsewhere: Mapping[str, str] = field(default_factory=dict)

    def read(self, node: Node, path: Path, reading: Reading) -> Json:
        """Return the mapping of what could be read, under the first spellings."""
        reading.visit(path, node)
        if not _is_mapping(node, path, reading):
            return MISSING
        out: dict[str, Json] = {}
        meant: set[str] = set()
        for written, item in node.entries.items():
            if reading.full:
                break
            key = self.synonyms.get(written, written)
            form = self.keys.get(key)
            if form is None:
                meant.add(self._unknown(written, path, reading))
                continue
            if key != written and key in node.entries:
                message = f"{dotted((*path, written))} is another word for {key!r}; both are there"
                place = reading.key_place(*path, written)
                reading.report("ERR_CATALOG_ONE_OF", place, message, "keep one of the two")
                continue
            if item.kind == "broken":
                continue
            value = form.read(item, (*path, key), reading)
            if value is not MISSING:
                out[key] = value
        self._complete(node, meant, path, reading)
        return out

    def _unknown(self, key: str, path: Path, reading: Reading) -> str:
        """Report an unknown key; return the legal one that it probably means."""
        where = f" in {dotted(path)}" if path else ""
        hint = did_you_mean(key, self.keys, noun="keys that may stand here:")
        near = nearest(key, self.keys)
        if key in self.elsewhere and not near:
            hint = self.elsewhere[key]
        place = reading.key_place(*path, key)
        reading.report("ERR_CATALOG_KEY_UNKNOWN", place, f"unknown key {shown(key)}{where}", hint)
        return near

    def _complete(self, node: Node, meant: set[str], path: Path, reading: Reading) -> None:
        """Report required keys that are missing and keys that exclude each other.

        A key that was only misspelt (`meant`) is not missing: one mistake is told once.
        """
        there = {self.synonyms.get(key, key) for key in node.entries} | meant
        place = reading.document.place(node)
        owner = dotted(path)
        for key in self.required:
            if key not in there:
                message, hint = f"{owner} has no `{key}:`", self._how_to_add(key)
                reading.report("ERR_CATALOG_KEY_MISSING", place, message, hint)
        for group in self.one_of:
            found = [key for key in node.entries if self.synonyms.get(key, key) in group]
            names = " or ".join(f"`{key}:`" for key in group)
            if not found and not meant.intersection(group):
                message, hint = f"{owner} has no {names}", f"add exactly one of {names}"
                reading.report("ERR_CATALOG_ONE_OF", place, message, hint)
            elif len(found) > 1:
                second = reading.key_place(*path, found[1])
                message = f"{owner} has {' and '.join(f'`{key}:`' for key in found)}"
                hint = f"keep one of them; only one of {names} may be there"
                reading.report("ERR_CATALOG_ONE_OF", second, message, hint)

    def _how_to_add(self, key: str) -> str:
        form = self.keys[key]
        about = getattr(form, "about", "").rstrip(".")
        if about[1:2].islower():  # a word in capitals, such as GET, keeps them
            about = about[0].lower() + about[1:]
        return f"add `{key}:`" + (f" ({about})" if about else "")

    def schema(self) -> Schema:
        """Return `type: object` with its properties and nothing else allowed."""
        properties = {key: form.schema() for key, form in self.keys.items()}
        for second, first in self.synonyms.items():
            properties[second] = properties[first]
        out: Schema = {
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }
        rules: list[Schema] = [
            *(_present(self._spellings(key)) for key in self.required),
            *self._exclusive(),
        ]
        plain = [rule["required"] for rule in rules if set(rule) == {"required"}]
        if plain:
            out["required"] = [key for names in plain if isinstance(names, list) for key in names]
        others = [rule for rule in rules if set(rule) != {"required"}]
        if others:
            out["allOf"] = others
        return described(out, self.about)

    def _exclusive(self) -> Iterator[Schema]:
        for group in self.one_of:
            yield {"oneOf": [_present(self._spellings(key)) for key in group]}
        for second, first in self.synonyms.items():
            yield {"not": {"required": [second, first]}}

    def _spellings(self, key: str) -> list[str]:
        return [key, *(second for second, first in self.synonyms.items() if first == key)]


def _present(spellings: list[str]) -> Schema:
    """Return the schema that wants one of the spellings of a key."""
    if len(spellings) == 1:
        return {"required": spellings}
    return {"anyOf": [{"required": [spelling]} for spelling in spellings]}


def _is_mapping(node: Node, path: Path, reading: Reading) -> bool:
    if node.kind == "mapping":
        return True
    if node.kind != "broken":
        message = f"must be a mapping (`key: value` lines), not {what_is(node)}"
        hint = "write `key: value` lines, indented below it"
        reading.wrong("ERR_CATALOG_TYPE", path, node, message, hint)
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class ByKind:
    """One form for scalars or lists, another for mappings.

    Attributes:
        mapping: Form of a mapping.
        other: Form of everything else.
        about: One sentence for editors.
    """

    mapping: Form
    other: Form
    about: str = ""

    def read(self, node: Node, path: Path, reading: Reading) -> Json:
        """Return what the fitting form reads."""
        form = self.mapping if node.kind == "mapping" else self.other
        return form.read(node, path, reading)

    def schema(self) -> Schema:
        """Return a choice of the two."""
        other = {"not": {"type": "object"}, **self.other.schema()}
        return described({"anyOf": [self.mapping.schema(), other]}, self.about)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByKey:
    """One form if a key is there, another if it is not.

    Attributes:
        key: The key that decides.
        present: Form if it is there.
        absent: Form if it is not.
    """

    key: str
    present: Form
    absent: Form

    def read(self, node: Node, path: Path, reading: Reading) -> Json:
        """Return what the fitting form reads."""
        form = self.present if self.key in node.entries else self.absent
        return form.read(node, path, reading)

    def schema(self) -> Schema:
        """Return an if/then/else, so that editors complain about the form that is meant."""
        return {
            "type": "object",
            "if": {"required": [self.key]},
            "then": self.present.schema(),
            "else": self.absent.schema(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ByValue:
    """The form depends on the text of one key.

    Attributes:
        key: The key that decides.
        cases: Its text -> the form of the whole mapping.
        about: One sentence for editors.
    """

    key: str
    cases: Mapping[str, Fields]
    about: str = ""

    def read(self, node: Node, path: Path, reading: Reading) -> Json:
        """Return what the fitting form reads; with a wrong text, the one that fits best."""
        chosen = node.entries.get(self.key)
        form = self.cases.get(chosen.text) if chosen else None
        if form is not None:
            return form.read(node, path, reading)
        guessed = max(self.cases.values(), key=lambda case: len(case.keys & node.entries.keys()))
        everywhere = set.intersection(*(set(case.required) for case in self.cases.values()))
        form = replace(
            guessed,
            keys={**guessed.keys, self.key: Text(choices=tuple(self.cases))},
            required=tuple(key for key in guessed.required if key in everywhere - {self.key}),
            one_of=(),
        )
        data = form.read(node, path, reading)
        if node.kind == "mapping" and chosen is None:
            names = " or ".join(f"`{self.key}: {case}`" for case in self.cases)
            message = f"{dotted(path)} has no `{self.key}:`"
            place = reading.document.place(node)
            reading.report("ERR_CATALOG_KEY_MISSING", place, message, f"add {names}")
        return data

    def schema(self) -> Schema:
        """Return one if/then a case."""
        out: Schema = {
            "type": "object",
            "required": [self.key],
            "properties": {self.key: {"enum": list(self.cases)}},
            "allOf": [
                {
                    "if": {"required": [self.key], "properties": {self.key: {"const": case}}},
                    "then": form.schema(),
                }
                for case, form in self.cases.items()
            ],
        }
        return described(out, self.about)
