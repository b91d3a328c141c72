"""YAML to nodes: positions, traps, and everything that is refused before it can hurt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import TIMES, assert_linear

from operatoros.catalog.yamldoc import MAX_BYTES, MAX_DEPTH, MAX_NODES, read_yaml


def _codes(data: bytes | str) -> list[str]:
    return [problem.code for problem in read_yaml(data, file="x.yaml").problems]


def _value(text: str) -> object:
    root = read_yaml(f"k: {text}\n", file="x.yaml").root
    assert root is not None
    return root.entries["k"].value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("7", 7),
        ("-7", -7),
        ("+7", 7),
        ("0", 0),
        ("1.50", 1.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("9007199254740992", 2**53),
        ("'7'", "7"),
        ('"yes"', "yes"),
        ("2026-11-21", "2026-11-21"),
        ("1.2.3", "1.2.3"),
        ("v1", "v1"),
        ("=", "="),
    ],
)
def test_plain_values_are_those_of_yaml_1_2(text: str, value: object) -> None:
    """Numbers, true, false and null are what JSON says; dates and versions stay text."""
    found = _value(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize("text", ["yes", "No", "ON", "off", "y", "N"])
def test_words_that_were_booleans_are_marked(text: str) -> None:
    """yes, no, on, off, y, n stay text and are marked, so that no flag reads them by accident."""
    root = read_yaml(f"k: {text}\n", file="x.yaml").root
    assert root is not None
    assert (root.entries["k"].value, root.entries["k"].trap) == (text, "ERR_YAML_BOOLEAN")


@pytest.mark.parametrize(
    "text",
    [
        *("0777", "007", "0x1F", "0o17", "0b11", "1_000", "12:30", "1:2:3", ".inf", "-.INF"),
        *(".nan", "9007199254740993", "1" * 400, "1e999", "08.5"),
    ],
)
def test_numbers_that_versions_read_differently_are_marked(text: str) -> None:
    """Octal, hexadecimal, sexagesimal, underscores, infinities and huge integers are marked."""
    root = read_yaml(f"k: {text}\n", file="x.yaml").root
    assert root is not None
    assert (root.entries["k"].value, root.entries["k"].trap) == (text, "ERR_YAML_NUMBER")


def test_positions_count_characters_not_bytes() -> None:
    """Columns are 1-based characters, also behind letters of several bytes."""
    root = read_yaml('ключ: {"日本": 🚀, b: x}\n', file="x.yaml").root
    assert root is not None
    inner = root.entries["ключ"]
    assert (inner.line, inner.column) == (1, 7)
    assert inner.keys == {"日本": (1, 8), "b": (1, 17)}


def test_a_template_in_a_long_text_is_found_by_line_and_column() -> None:
    """The nth occurrence of a fragment in a block text has its own place."""
    document = read_yaml("p: |\n  a {{x.y}}\n\n    {{x.y}}\n", file="x.yaml")
    assert document.root is not None
    node = document.root.entries["p"]
    first = document.place_of_text(node, "{{x.y}}", 0)
    second = document.place_of_text(node, "{{x.y}}", 1)
    assert [(p.line, p.column) for p in (first, second)] == [(2, 5), (4, 5)]
    hidden = document.place_of_text(node, "{{not.there}}", 0)
    assert (hidden.line, hidden.column) == (1, 4)


def test_a_byte_order_mark_and_crlf_are_harmless() -> None:
    """Files written by Windows editors read the same, with the same positions."""
    document = read_yaml(b"\xef\xbb\xbfid: a\r\nname: b\r\n", file="x.yaml")
    assert document.problems == []
    assert document.root is not None
    assert document.root.keys == {"id": (1, 1), "name": (2, 1)}
    assert document.root.entries["name"].value == "b"


@pytest.mark.parametrize(
    ("data", "line", "column"),
    [
        (b"id: a\nname: Zo\xeb\n", 2, 9),
        ("id: a\n".encode("utf-16"), 1, 1),
        (b"\xff\xfe", 1, 1),
        ("na\u00efve: ".encode() + b"\x80", 1, 8),
    ],
)
def test_what_is_not_utf8_is_refused_at_its_byte(data: bytes, line: int, column: int) -> None:
    """The first byte that is no UTF-8 is named with line and column."""
    (problem,) = read_yaml(data, file="x.yaml").problems
    assert problem.code == "ERR_YAML_ENCODING"
    assert (problem.place.line, problem.place.column) == (line, column)


@pytest.mark.parametrize("letter", ["\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff"])
def test_control_characters_and_hidden_line_ends_are_refused(letter: str) -> None:
    """What terminals obey and what only YAML takes for a line end may not stand in a file."""
    assert _codes(f"k: a{letter}b\n") == ["ERR_YAML_CHARACTER"]


def test_a_lone_surrogate_is_refused() -> None:
    """Text that no file could hold is refused too."""
    assert _codes("k: \ud800\n") == ["ERR_YAML_ENCODING"]


def test_depth_is_bounded_exactly() -> None:
    """64 levels are read, 65 are not."""
    assert _codes("[" * MAX_DEPTH + "]" * MAX_DEPTH) == []
    assert _codes("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1)) == ["ERR_YAML_DEPTH"]


def test_size_is_bounded_exactly() -> None:
    """1 MiB is read, one byte more is not."""
    assert _codes("k: " + "x" * (MAX_BYTES - 3)) == []
    assert _codes("k: " + "x" * (MAX_BYTES - 2)) == ["ERR_YAML_SIZE"]


def test_the_count_of_values_is_bounded() -> None:
    """A small file with very many values is refused before it fills the memory."""
    assert _codes("[" + "a," * MAX_NODES + "]") == ["ERR_YAML_SIZE"]


HOSTILE = {
    "brackets": "[" * 1_000_000,
    "braces": "{" * 1_000_000,
    "dashes": "- " * 500_000,
    "questions": "? " * 500_000,
    "one quoted text": '"' + "a\\n" * 300_000,
    "anchors": "[" + "&a x," * 200_000 + "]",
    "aliases": "[&a x" + ",*a" * 300_000 + "]",
    "laughs": "".join(f"a{n}: &a{n} [{f'*a{n - 1},' * 9}]\n" for n in range(1, 20)),
    "same key": "a: 1\n" * 200_000,
    "bangs": "!" * 1_000_000,
    "directives": "%a\n" * 300_000,
    "documents": "---\n" * 250_000,
    "comments": "#" * 1_000_000,
    "tabs in comments": "a: 1 #" + "\t#" * 500_000,
    "tabs": "a: 1\n" + "\t\n" * 500_000,
    "templates": "a: '" + "{{" * 500_000 + "'",
    "colons": "a" + ": " * 500_000,
    "commas": "[" + "," * 1_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_megabyte_costs_little(name: str) -> None:
    """No megabyte of anything takes long: bounded by depth, count and the first problems."""

    def read(text: str) -> None:
        assert len(read_yaml(text, file="x.yaml").problems) <= 100

    text = HOSTILE[name]
    assert_linear(read, text[: len(text) // TIMES], text)


def test_values_are_refused_but_reading_goes_on() -> None:
    """Aliases, tags and duplicate keys are all told in one reading."""
    text = "a: &x 1\nb: *x\nc: !t 2\na: 3\n"
    assert _codes(text) == [
        "ERR_YAML_ALIAS",
        "ERR_YAML_ALIAS",
        "ERR_YAML_TAG",
        "ERR_YAML_DUPLICATE_KEY",
    ]


def test_tabs_in_texts_and_comments_are_harmless() -> None:
    """Only a tab between values is refused."""
    assert _codes("a: |\n  x\ty\nb: 'c\td' # e\tf\n# g\th\n") == []
    assert _codes("a: 1\t# c\n") == ["ERR_YAML_TAB"]


@given(st.text() | st.binary())
def test_reading_never_raises(data: str | bytes) -> None:
    """Whatever the bytes, the answer is a document or problems with places inside the text."""
    document = read_yaml(data, file="x.yaml")
    assert document.root is not None or document.problems
    for problem in document.problems:
        assert problem.place.line >= 1
        assert problem.place.column >= 1
        assert problem.hint


YAMLISH = st.text(alphabet="ab: -\n\t'\"[]{},&*!|>%@#?~0.{}\\\r", max_size=60)


@given(YAMLISH)
def test_reading_text_made_of_yaml_marks_never_raises(text: str) -> None:
    """The same for texts that consist of YAML's own marks."""
    document = read_yaml(text, file="x.yaml")
    assert document.root is not None or document.problems
