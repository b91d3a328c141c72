"""Broken declarations: each file of the corpus with the places and codes that must be told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import jsonschema
import pytest
import yaml

from operatoros.catalog.connectors import read_connector
from operatoros.catalog.goals import read_goals
from operatoros.catalog.operators import read_operator
from operatoros.catalog.params import ParamInvalid
from operatoros.catalog.problems import CODES, Problem
from operatoros.catalog.schema import schemas
from operatoros.catalog.templates import TemplateError

CORPUS = Path(__file__).parent.parent / "corpus" / "catalog"
Reader = Callable[..., tuple[object | None, tuple[Problem, ...]]]
READERS: Mapping[str, Reader] = {
    "operator": read_operator,
    "connector": read_connector,
    "goals": read_goals,
}
# What forms can see: exactly then the JSON Schema must complain too.
SEEN_BY_SCHEMA = {
    "ERR_CATALOG_KEY_UNKNOWN",
    "ERR_CATALOG_KEY_MISSING",
    "ERR_CATALOG_TYPE",
    "ERR_CATALOG_RANGE",
    "ERR_CATALOG_BLANK",
    "ERR_CATALOG_EMPTY",
    "ERR_CATALOG_ONE_OF",
    "ERR_CATALOG_NAME",
    "ERR_CATALOG_KIND",
}


def _table() -> Mapping[str, tuple[str, list[tuple[str, str]]]]:
    table: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    lines = (CORPUS / "broken.txt").read_text(encoding="utf-8").splitlines()
    for line in lines[1:]:
        name, kind, place, code = line.split("\t")
        table.setdefault(name, (kind, []))[1].append((place, code))
    return table


TABLE = _table()


def _problems(name: str) -> tuple[Problem, ...]:
    kind, _ = TABLE[name]
    file = CORPUS / "broken" / f"{name}.yaml"
    value, problems = READERS[kind](file.read_bytes(), file=file.name)
    assert value is None
    return problems


@pytest.mark.parametrize("name", TABLE)
def test_each_broken_file_is_told_by_place_and_code(name: str) -> None:
    """Exactly the expected problems are reported, each at its line and column."""
    expected = TABLE[name][1]
    found = sorted(
        (p.place.line, p.place.column, p.code) for p in _problems(name) if p.severity == "error"
    )
    wanted = sorted((*map(int, place.split(":")), code) for place, code in expected if place != "*")
    if ("*", "*") in expected:
        assert set(wanted) <= set(found)
    else:
        assert found == wanted


@pytest.mark.parametrize("name", TABLE)
def test_each_problem_says_what_to_do(name: str) -> None:
    """Every problem has a message, a hint and a code of the table; nothing is cut off."""
    for problem in _problems(name):
        assert problem.code in {*CODES, ParamInvalid.code, TemplateError.code}
        assert problem.hint
        assert problem.place.file == f"{name}.yaml"
        assert "\n" not in problem.message


def test_the_corpus_is_large_and_complete() -> None:
    """At least sixty broken files; none without a row, no row without a file."""
    files = {file.stem for file in (CORPUS / "broken").iterdir()}
    assert files == set(TABLE)
    assert len(files) >= 60


def _as_json(name: str) -> object:
    """Return a file as an editor's YAML server reads it: YAML 1.2 scalars, no positions."""

    class Loader(yaml.SafeLoader):
        """The core schema of YAML 1.2."""

    Loader.yaml_implicit_resolvers = {}
    kinds = {
        "tag:yaml.org,2002:bool": "true|True|TRUE|false|False|FALSE",
        "tag:yaml.org,2002:null": "~|null|Null|NULL|",
        "tag:yaml.org,2002:int": "[-+]?[0-9]+",
        "tag:yaml.org,2002:float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
    }
    for tag, pattern in kinds.items():
        Loader.add_implicit_resolver(tag, re.compile(f"^(?:{pattern})$"), None)
    text = (CORPUS / "broken" / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader)


def _of_the_schema() -> Iterator[str]:
    for name, (_, expected) in TABLE.items():
        if not any(code.startswith("ERR_YAML") for _, code in expected):
            yield name


@pytest.mark.parametrize("name", list(_of_the_schema()))
def test_schema_and_reader_agree(name: str) -> None:
    """What the forms refuse the schema refuses; what only meaning can tell, it lets pass."""
    kind, expected = TABLE[name]
    codes = {code for _, code in expected}
    validator = jsonschema.Draft202012Validator(schemas()[kind])
    refused = bool(list(validator.iter_errors(_as_json(name))))
    if codes & SEEN_BY_SCHEMA:
        assert refused
    elif "ERR_CATALOG_VALUE" not in codes:
        assert not refused
