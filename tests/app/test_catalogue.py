from pathlib import Path

from operatoros.app import catalogue
from operatoros.app.wiring import World, world_of
from tests.app.conftest import MakeConfig


def test_operators_say_what_they_need(world: World) -> None:
    """Each operator is listed with its tasks, the default first, and the variables not set."""
    lines = {line.id: line for line in catalogue.operators(world)}
    assert lines["deals"].tasks == ("main", "other")
    assert (lines["deals"].missing, lines["deals"].origin) == ((), "project")
    assert "HUBSPOT_ACCESS_TOKEN" in lines["deal-intelligence"].missing
    assert lines["deal-intelligence"].origin == "shipped"


def test_a_set_variable_is_no_longer_missing(make_config: MakeConfig) -> None:
    """The state of credentials follows the environment."""
    world = world_of(make_config(HUBSPOT_ACCESS_TOKEN="pat-na1-123456"))
    lines = {line.id: line for line in catalogue.connectors(world)}
    assert lines["hubspot"].missing == ()
    assert lines["hubspot"].variables == ("HUBSPOT_ACCESS_TOKEN",)
    assert lines["exports"].fetches == ("deals",)


def test_a_broken_file_is_listed_and_stops_nobody(project: Path, world: World) -> None:
    """A broken neighbour is listed as broken with its code, and the others are still there."""
    (project / "config" / "operators" / "bad.yaml").write_text("id: bad\nid: bad\n")
    (project / "connectors" / "worse.yaml").write_text("id: worse\ntype: [\n")
    operators = {line.id: line for line in catalogue.operators(world)}
    connectors = {line.id: line for line in catalogue.connectors(world)}
    assert operators["bad"].problem.startswith("ERR_")
    assert connectors["worse"].problem.startswith("ERR_")
    assert operators["deals"].problem == ""


def test_one_operator_can_be_looked_at(world: World) -> None:
    """Tasks and YAML of one operator are found by its id."""
    assert [task.default for task in catalogue.tasks(world, "deals")] == [True, False]
    file, text = catalogue.yaml_of(world, "deals")
    assert file == "config/operators/deals.yaml"
    assert text.startswith("id: deals")
    assert catalogue.connector(world, "exports").name == "Exports"
