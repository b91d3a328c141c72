"""Forms of single values: what they take, what they refuse, what they say."""

from __future__ import annotations

import pytest

from operatoros.catalog.containers import Fields
from operatoros.catalog.forms import (
    MISSING,
    Anything,
    Flag,
    Form,
    Number,
    Text,
    dotted,
    read_form,
)
from operatoros.catalog.yamldoc import read_yaml


def _read(form: Form, text: str) -> tuple[object, list[str]]:
    document = read_yaml(f"k: {text}\n", file="x.yaml")
    data, reading = read_form(Fields(keys={"k": form}), document)
    return data.get("k", MISSING), [problem.code for problem in reading.problems]


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        (Text(), "hello", "hello"),
        (Text(), "'42'", "42"),
        (Text(), "no", "no"),
        (Text(), "12:30", "12:30"),
        (Text(), "2026-01-31", "2026-01-31"),
        (Text(numbers=True), "1.10", "1.10"),
        (Text(numbers=True), "true", "true"),
        (Text(blank=True), "''", ""),
        (Number(), "1.5", 1.5),
        (Number(integer=True), "7", 7),
        (Number(integer=True), "7.0", 7),
        (Flag(), "true", True),
        (Anything(), "[1, two, null, {a: false}]", [1, "two", None, {"a": False}]),
    ],
)
def test_what_fits_is_taken(form: Form, text: str, value: object) -> None:
    """A fitting value is returned with its type and without a problem."""
    found, problems = _read(form, text)
    assert (found, problems) == (value, [])
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("form", "text", "code"),
    [
        (Text(), "42", "ERR_CATALOG_TYPE"),
        (Text(), "true", "ERR_CATALOG_TYPE"),
        (Text(), "", "ERR_CATALOG_TYPE"),
        (Text(), "[a]", "ERR_CATALOG_TYPE"),
        (Text(), "'  '", "ERR_CATALOG_BLANK"),
        (Text(choices=("a", "b")), "c", "ERR_CATALOG_VALUE"),
        (Text(pattern="[a-z]+", says="letters"), "a1", "ERR_CATALOG_VALUE"),
        (Text(pattern="[a-z]+", says="letters"), '"a\\n"', "ERR_CATALOG_VALUE"),
        (Text(longest=3), "abcd", "ERR_CATALOG_RANGE"),
        (Number(), "'7'", "ERR_CATALOG_TYPE"),
        (Number(), "true", "ERR_CATALOG_TYPE"),
        (Number(), "0777", "ERR_YAML_NUMBER"),
        (Number(), "-1", "ERR_CATALOG_RANGE"),
        (Number(integer=True), "1.5", "ERR_CATALOG_TYPE"),
        (Flag(), "yes", "ERR_YAML_BOOLEAN"),
        (Flag(), "1", "ERR_CATALOG_TYPE"),
        (Flag(), "'true'", "ERR_CATALOG_TYPE"),
        (Anything(), "off", "ERR_YAML_BOOLEAN"),
        (Anything(), "12:30", "ERR_YAML_NUMBER"),
    ],
)
def test_what_does_not_fit_is_told_and_left_out(form: Form, text: str, code: str) -> None:
    """A value that does not fit is one problem, and nothing of it gets through."""
    assert _read(form, text) == (MISSING, [code])


def test_a_trap_deep_inside_is_found() -> None:
    """Words of old YAML are found at any depth of a free value."""
    _, problems = _read(Anything(), "{a: [{b: yes}, 0x10]}")
    assert problems == ["ERR_YAML_BOOLEAN", "ERR_YAML_NUMBER"]


def test_paths_are_written_as_people_read_them() -> None:
    """Keys are joined by dots, positions stand in brackets."""
    assert dotted(("sources", 1, "params")) == "`sources[1].params`"
    assert dotted(()) == "the file"


def test_nothing_usable_has_a_name() -> None:
    """The marker of a missing value shows itself as such."""
    assert repr(MISSING) == "MISSING"


def test_forms_emit_schemas() -> None:
    """Each form says the same as JSON Schema."""
    assert Text(choices=("a",)).schema() == {"type": "string", "enum": ["a"], "pattern": r"\S"}
    assert Text(pattern="a", about="A.").schema()["description"] == "A."
    assert Text(numbers=True).schema()["type"] == ["string", "number", "boolean"]
    assert Number(integer=True, low=1, high=2).schema() == {
        "type": "integer",
        "minimum": 1,
        "maximum": 2,
    }
    assert Flag().schema() == {"type": "boolean"}
    assert Anything().schema() == {}
