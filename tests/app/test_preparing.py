from collections.abc import Mapping
from datetime import UTC
from pathlib import Path

import pytest

from operatoros.app.preparing import ReplacedSourceUnknown, prepare
from operatoros.app.wiring import World, world_of
from operatoros.briefing.gather import Asked
from operatoros.catalog.search import find_operator
from tests.app.conftest import MakeConfig

SECRETIVE = """\
id: crm
name: CRM
type: api
api:
  baseUrl: https://crm.test
  timeouts: {total_s: 7}
  auth:
    type: token
    token: "{{credentials.apiKey}}"
fetches:
  deals:
    endpoint: GET /deals
    params:
      since:
        type: date
        default: "{{date.daysAgo.7}}"
      limit:
        type: integer
"""
ASKS = """\
id: asks
name: Asks
sources:
  - connector: crm
    fetch: deals
    params: {limit: 5}
  - connector: nosuch
    fetch: x
  - connector: exports
    fetch: nosuch
  - connector: exports
    fetch: deals
tasks:
  main: {name: Main, prompt: Go.}
"""


@pytest.fixture
def asking(project: Path) -> Path:
    """A project with an operator whose sources are wrong in different ways."""
    (project / "connectors" / "crm.yaml").write_text(SECRETIVE, encoding="utf-8")
    (project / "config" / "operators" / "asks.yaml").write_text(ASKS, encoding="utf-8")
    return project


def _prepare(world: World, replaced: Mapping[str, str] | None = None) -> tuple[Asked, ...]:
    operator = find_operator("asks", world.path)
    return prepare(world, operator, params={}, zone=UTC, replaced=replaced or {}, stand_ins=None)


def test_each_wrong_source_has_its_own_reason(asking: Path, world: World) -> None:
    """A missing credential, connector or fetch fails that source with its code; the rest ask."""
    asked = _prepare(world)
    codes = [item.problem.code if item.problem else "" for item in asked]
    assert codes == [
        "ERR_CREDENTIAL_MISSING",
        "ERR_CONNECTOR_NOT_FOUND",
        "ERR_FETCH_NOT_FOUND",
        "",
    ]
    assert asked[0].problem is not None
    assert "CRM_API_KEY" in asked[0].problem.message


def test_a_credential_arrives_and_is_redacted(asking: Path, make_config: MakeConfig) -> None:
    """A set credential reaches the question unshown, is redacted from then on; params are typed."""
    world = world_of(make_config(CRM_API_KEY="crm-canary-12345"))
    question = _prepare(world)[0].question
    assert question is not None
    assert question.credentials["apiKey"].reveal() == "crm-canary-12345"
    assert "canary" not in repr(question)
    assert world.redactor.redact("crm-canary-12345") == "[secret]"
    assert question.params["limit"] == 5
    assert len(str(question.params["since"])) == 10
    assert question.timeout_s == 7


def test_an_export_stands_in_for_a_source(asking: Path, world: World, tmp_path: Path) -> None:
    """--from asks nobody: a table with the shape of the fetch that it replaces."""
    source = find_operator("asks", world.path).sources[3].id
    question = _prepare(world, {source: str(tmp_path / "mine.csv")})[3].question
    assert question is not None
    assert (question.connector.kind, question.fetch.file) == ("table", "mine.csv")
    assert question.fetch.shape is not None
    assert question.fetch.shape.noun == "deals"
    with pytest.raises(ReplacedSourceUnknown) as caught:
        _prepare(world, {"typo": "x.csv"})
    assert caught.value.code == "ERR_REPLACED_SOURCE_UNKNOWN"


def test_the_demo_lets_nobody_else_be_asked(asking: Path, world: World) -> None:
    """With stand-ins every other connector is refused."""
    operator = find_operator("asks", world.path)
    asked = prepare(world, operator, params={}, zone=UTC, replaced={}, stand_ins={})
    assert {item.problem.code for item in asked if item.problem} == {"ERR_NOT_IN_DEMO"}
