"""Whatever text is given, the readers answer with a value or with problems, never otherwise."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from operatoros.catalog.connectors import parse_connector, read_connector
from operatoros.catalog.goals import parse_goals, read_goals
from operatoros.catalog.operators import parse_operator, read_operator
from operatoros.catalog.problems import CatalogInvalid, Problem
from operatoros.catalog.schema import schemas

GOOD = {
    file.name: file.read_text(encoding="utf-8")
    for file in sorted((Path(__file__).parent.parent / "corpus" / "catalog" / "good").iterdir())
}
Reader = Callable[..., tuple[object | None, tuple[Problem, ...]]]
READERS: Mapping[str, Reader] = {
    "operator": read_operator,
    "connector": read_connector,
    "goals": read_goals,
}
PARSERS: Mapping[str, Callable[..., object]] = {
    "operator": parse_operator,
    "connector": parse_connector,
    "goals": parse_goals,
}
# Seen by the schema too; other problems need meaning, or YAML itself.
BY_FORM = ("ERR_CATALOG_TYPE", "ERR_CATALOG_KEY", "ERR_CATALOG_ONE_OF", "ERR_CATALOG_EMPTY")
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 10**6)
    | st.sampled_from(
        ["", "x", "GET /x/{id}", "{{params.x}}", "{{credentials.k}}", "https://a.b", "..", "token"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "type", "name", "in", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def _answered(kind: str, text: str | bytes) -> None:
    value, problems = READERS[kind](text, file="x.yaml")
    errors = [problem for problem in problems if problem.severity == "error"]
    assert (value is None) == bool(errors)
    for problem in problems:
        assert problem.place.line >= 1
        assert problem.place.column >= 1
        assert problem.message


@given(st.sampled_from(sorted(READERS)), st.text() | st.binary())
def test_any_text_is_answered(kind: str, text: str | bytes) -> None:
    """Random text and bytes become problems."""
    _answered(kind, text)


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(GOOD)), st.randoms(use_true_random=False))
def test_any_mutation_of_a_good_file_is_answered(name: str, chance: random.Random) -> None:
    """Cut, doubled, swapped and overwritten lines and letters become values or problems."""
    lines = GOOD[name].splitlines(keepends=True)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        match chance.randrange(6):
            case 0:
                del lines[at]
            case 1:
                lines.insert(at, lines[chance.randrange(len(lines))])
            case 2:
                lines[at] = lines[at].lstrip()
            case 3:
                lines[at] = "  " + lines[at]
            case 4:
                cut = chance.randrange(len(lines[at]) + 1)
                lines[at] = (
                    lines[at][:cut] + chance.choice("{}[]:-'\"&*!|>%@\t\x00") + lines[at][cut:]
                )
            case _:
                key, _, _ = lines[at].partition(":")
                lines[at] = f"{key}: {chance.choice(['', '[]', '{}', '3', 'yes', '~', 'x'])}\n"
        if not lines:
            return
    _answered(name.split("-")[0], "".join(lines))


def _places(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path of every part of a value."""
    found = [path]
    if isinstance(value, dict):
        for key, item in value.items():
            found += _places(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            found += _places(item, (*path, index))
    return found


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(GOOD)), st.randoms(use_true_random=False), VALUES)
def test_any_value_at_any_place_is_answered_as_by_the_schema(
    name: str, chance: random.Random, value: object
) -> None:
    """One part of a good file replaced: reader and schema agree on what forms can see."""
    kind = name.split("-")[0]
    data = yaml.load(GOOD[name].replace("2026-12-31", "soon"), yaml.CSafeLoader)
    path = chance.choice(_places(data)[1:])
    here = data
    for part in path[:-1]:
        here = here[part]
    here[path[-1]] = value
    text = yaml.dump(data, sort_keys=False, Dumper=_NoAliases)
    _answered(kind, text)
    _, problems = READERS[kind](text, file="x.yaml")
    errors = {p.code for p in problems if p.severity == "error"}
    valid = jsonschema.Draft202012Validator(schemas()[kind]).is_valid(data)
    if any(code.startswith(BY_FORM) for code in errors):
        assert not valid, (path, value, errors)
    if not errors:
        assert valid, (path, value)


class _NoAliases(yaml.SafeDumper):
    """Writes values out instead of referring to them."""

    def ignore_aliases(self, data: object) -> bool:
        return True


@pytest.mark.parametrize("kind", sorted(PARSERS))
def test_parsing_raises_the_one_error_of_this_room(kind: str) -> None:
    """The raising form of each reader raises CatalogInvalid with the same problems."""
    _, problems = READERS[kind]("a: 1\n", file="x.yaml")
    with pytest.raises(CatalogInvalid) as caught:
        PARSERS[kind]("a: 1\n", file="x.yaml")
    assert caught.value.problems == problems
