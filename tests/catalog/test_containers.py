"""Forms of lists and mappings: unknown keys, required keys, choices."""

from __future__ import annotations

import jsonschema
import pytest

from operatoros.catalog.containers import ByKey, ByKind, ByValue, Fields, ListOf, MapOf
from operatoros.catalog.forms import Anything, Form, Number, Text, read_form
from operatoros.catalog.yamldoc import read_yaml


def _read(form: Form, text: str) -> tuple[object, list[tuple[str, int, int]]]:
    data, reading = read_form(form, read_yaml(text, file="x.yaml"))
    return data, [(p.code, p.place.line, p.place.column) for p in reading.problems]


PAIR = Fields(
    keys={"name": Text(), "size": Number(), "base_url": Text()},
    required=("name",),
    synonyms={"url": "base_url"},
    elsewhere={"colour": "colours belong to the other file"},
)


def test_known_keys_are_read_under_their_first_spelling() -> None:
    """A synonym counts as the key it stands for."""
    assert _read(PAIR, "name: a\nurl: b\n") == ({"name": "a", "base_url": "b"}, [])


def test_unknown_and_missing_keys_are_told() -> None:
    """Unknown keys at their own place, missing ones at the mapping's."""
    data, problems = _read(PAIR, "size: 1\nsizes: 2\n")
    assert data == {"size": 1}
    assert problems == [("ERR_CATALOG_KEY_UNKNOWN", 2, 1), ("ERR_CATALOG_KEY_MISSING", 1, 1)]


def test_a_missing_key_is_explained_in_a_sentence() -> None:
    """What is to be added starts in small letters, unless its first word is in capitals."""
    form = Fields(
        keys={"a": Text(about="Name of it."), "b": Text(about="GET /path.")}, required=("a", "b")
    )
    _, reading = read_form(form, read_yaml("{}\n", file="x.yaml"))
    hints = [problem.hint for problem in reading.problems]
    assert hints == ["add `a:` (name of it)", "add `b:` (GET /path)"]


def test_a_misspelt_key_is_not_missing_too() -> None:
    """One mistake is told once: the near key counts as meant."""
    assert _read(PAIR, "names: a\n")[1] == [("ERR_CATALOG_KEY_UNKNOWN", 1, 1)]
    assert _read(PAIR, "title: a\n")[1] == [
        ("ERR_CATALOG_KEY_UNKNOWN", 1, 1),
        ("ERR_CATALOG_KEY_MISSING", 1, 1),
    ]


def test_both_spellings_at_once_are_refused() -> None:
    """Two words for one thing would hide one of two values."""
    _, problems = _read(PAIR, "name: a\nbase_url: b\nurl: c\n")
    assert problems == [("ERR_CATALOG_ONE_OF", 3, 1)]


def test_a_key_that_belongs_elsewhere_is_told_where() -> None:
    """Known mistakes have a hint of their own, unless a near key exists here."""
    _, reading = read_form(PAIR, read_yaml("name: a\ncolour: red\n", file="x.yaml"))
    assert reading.problems[0].hint == "colours belong to the other file"


ONE = Fields(keys={"a": Text(), "b": Text(), "c": Text()}, one_of=(("a", "b"),))


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a: x\n", []),
        ("b: x\nc: y\n", []),
        ("c: y\n", [("ERR_CATALOG_ONE_OF", 1, 1)]),
        ("a: x\nb: y\n", [("ERR_CATALOG_ONE_OF", 2, 1)]),
    ],
)
def test_exactly_one_of_several_keys(text: str, problems: list[tuple[str, int, int]]) -> None:
    """None and two are both refused; the second one is pointed at."""
    assert _read(ONE, text)[1] == problems


def test_lists() -> None:
    """Items that do not fit are left out and told; a lone item may stand for a list."""
    form = Fields(keys={"k": ListOf(item=Number(), least=1), "l": ListOf(item=Text(), alone=True)})
    assert _read(form, "k: [1, x, 2]\n") == ({"k": [1, 2]}, [("ERR_CATALOG_TYPE", 1, 8)])
    assert _read(form, "k: []\n")[1] == [("ERR_CATALOG_EMPTY", 1, 4)]
    assert _read(form, "k: 1\n")[1] == [("ERR_CATALOG_TYPE", 1, 4)]
    assert _read(form, "l: a\n") == ({"l": ["a"]}, [])
    assert _read(form, "l: [a, b]\n") == ({"l": ["a", "b"]}, [])


def test_mappings_with_free_names() -> None:
    """Names have a form of their own; the problem stands at the name."""
    form = Fields(keys={"m": MapOf(value=Number(), key="[a-z]+", says="letters", least=1)})
    assert _read(form, "m: {a: 1, B: 2}\n")[1] == [("ERR_CATALOG_NAME", 1, 11)]
    assert _read(form, "m: {}\n")[1] == [("ERR_CATALOG_EMPTY", 1, 4)]
    assert _read(form, "m: [a]\n")[1] == [("ERR_CATALOG_TYPE", 1, 4)]


def test_choice_by_kind_and_by_key() -> None:
    """What stands there decides which form is meant."""
    by_kind = Fields(keys={"k": ByKind(mapping=PAIR, other=Number())})
    assert _read(by_kind, "k: 3\n") == ({"k": 3}, [])
    assert _read(by_kind, "k: {name: a}\n") == ({"k": {"name": "a"}}, [])
    by_key = ByKey(key="a", present=Fields(keys={"a": Text()}), absent=PAIR)
    assert _read(by_key, "a: x\n") == ({"a": "x"}, [])
    assert _read(by_key, "name: x\n") == ({"name": "x"}, [])


BY_VALUE = ByValue(
    key="type",
    cases={
        "one": Fields(keys={"type": Text(), "a": Text(), "x": Text()}, required=("type", "a")),
        "two": Fields(keys={"type": Text(), "b": Text(), "y": Text()}, required=("type", "b")),
    },
)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("type: one\na: x\n", []),
        ("type: two\nb: x\n", []),
        ("type: one\nb: x\n", ["ERR_CATALOG_KEY_UNKNOWN", "ERR_CATALOG_KEY_MISSING"]),
        ("type: three\nb: x\n", ["ERR_CATALOG_VALUE"]),
        ("b: x\ny: z\n", ["ERR_CATALOG_KEY_MISSING"]),
        ("type: [one]\na: x\n", ["ERR_CATALOG_TYPE"]),
    ],
)
def test_choice_by_value(text: str, codes: list[str]) -> None:
    """The text of a key decides; a wrong text does not make everything else wrong too."""
    assert [code for code, _, _ in _read(BY_VALUE, text)[1]] == codes


CASES: tuple[tuple[Form, list[object], list[object]], ...] = (
    (
        PAIR,
        [{"name": "a"}, {"name": "a", "url": "x"}, {"name": "a", "size": 2}],
        [{}, {"name": "a", "url": "x", "base_url": "y"}, {"name": "a", "z": 1}, [], "a"],
    ),
    (ONE, [{"a": "x"}, {"b": "x", "c": "y"}], [{}, {"c": "x"}, {"a": "x", "b": "y"}]),
    (ListOf(item=Text(), alone=True, least=1), ["a", ["a"]], [[], [1], 3]),
    (MapOf(value=Anything(), key="[a-z]+", least=1), [{"a": 1}], [{}, {"A": 1}]),
    (ByKind(mapping=PAIR, other=Anything()), [3, {"name": "a"}], [{"label": "a"}]),
    (BY_VALUE, [{"type": "one", "a": "x"}], [{"type": "one"}, {"type": "x"}, {}]),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: type(case[0]).__name__)
def test_schemas_say_the_same(case: tuple[Form, list[object], list[object]]) -> None:
    """What a form takes its schema takes; what it refuses its schema refuses."""
    form, good, bad = case
    validator = jsonschema.Draft202012Validator(form.schema())
    assert all(validator.is_valid(value) for value in good)
    assert not any(validator.is_valid(value) for value in bad)
