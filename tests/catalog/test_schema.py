"""The exported JSON Schemas: valid, and true to the readers."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import jsonschema
import pytest

from operatoros.catalog.connectors import read_connector
from operatoros.catalog.goals import read_goals
from operatoros.catalog.operators import read_operator
from operatoros.catalog.problems import Problem
from operatoros.catalog.schema import schemas
from operatoros.catalog.yamldoc import Node, read_yaml

REPOSITORY = Path(__file__).resolve().parent.parent.parent
GOOD = sorted((REPOSITORY / "tests" / "corpus" / "catalog" / "good").glob("*.yaml"))
EXAMPLES = sorted(
    [
        *(REPOSITORY / "connectors").glob("*.yaml"),
        *(REPOSITORY / "config" / "operators" / "examples").glob("*.yaml"),
    ]
)
Reader = Callable[..., tuple[object | None, tuple[Problem, ...]]]
READERS: Mapping[str, Reader] = {
    "operator": read_operator,
    "connector": read_connector,
    "goals": read_goals,
}


def plain(node: Node) -> object:
    """Return a node as the JSON that an editor's schema check sees."""
    if node.kind == "mapping":
        return {key: plain(item) for key, item in node.entries.items()}
    if node.kind == "list":
        return [plain(item) for item in node.items]
    return node.value


def _loaded(file: Path) -> object:
    document = read_yaml(file.read_bytes(), file=file.name)
    assert document.problems == []
    assert document.root is not None
    return plain(document.root)


@pytest.mark.parametrize("name", ["operator", "connector", "goals"])
def test_schemas_are_json_schemas(name: str) -> None:
    """Each is a valid schema of the 2020-12 draft and survives JSON."""
    schema = schemas()[name]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert json.loads(json.dumps(schema)) == schema


@pytest.mark.parametrize("file", GOOD, ids=lambda file: file.name)
def test_good_files_are_good_for_both(file: Path) -> None:
    """The reader takes them without a problem, and so does the schema."""
    kind = file.name.split("-")[0]
    value, problems = READERS[kind](file.read_bytes(), file=file.name)
    assert value is not None
    assert [p.render() for p in problems] == []
    jsonschema.Draft202012Validator(schemas()[kind]).validate(_loaded(file))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.name)
def test_every_example_names_its_schema_and_keeps_it(file: Path) -> None:
    """The first line leads editors to the schema; the example is valid by it."""
    kind = "connector" if file.parent.name == "connectors" else "operator"
    first = file.read_text(encoding="utf-8").partition("\n")[0]
    marker = "# yaml-language-server: $schema="
    assert first.startswith(marker)
    target = (file.parent / first.removeprefix(marker)).resolve()
    assert target == REPOSITORY / "docs" / "schemas" / f"{kind}.json"
    jsonschema.Draft202012Validator(schemas()[kind]).validate(_loaded(file))
