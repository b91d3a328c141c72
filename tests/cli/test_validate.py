import json

import jsonschema

from tests.cli.conftest import Verb


def test_everything_wrong_is_said_at_once(verb: Verb) -> None:
    """Each problem has file, line and column; errors make exit 2; JSON carries the same."""
    with open("config/operators/bad.yaml", "w", encoding="utf-8") as stream:
        stream.write("id: bad\nnmae: Bad\nsources: []\ntasks: {}\n")
    said = verb("validate", "config/operators/bad.yaml")
    assert said.status == 2
    assert "config/operators/bad.yaml:2:1: error[" in said.out
    assert "name" in said.out
    data = json.loads(verb("validate", "config/operators/bad.yaml", "--json").out)
    assert data["errors"] >= 2
    assert verb("validate", "config/operators/deals.yaml").status == 0


def test_schemas_are_printed(verb: Verb) -> None:
    """Every kind of file has a JSON Schema, and it is one."""
    for kind in ("operator", "connector", "goals"):
        schema = json.loads(verb("schema", kind).out)
        jsonschema.Draft202012Validator.check_schema(schema)
