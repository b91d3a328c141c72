from pathlib import Path

import pytest

from operatoros.app.catalogue import operators
from operatoros.app.checking import check_files
from operatoros.app.starting import (
    OperatorExists,
    OperatorNameInvalid,
    examine,
    new_operator,
    start_project,
)
from operatoros.app.wiring import World, world_of
from tests.app.conftest import MakeConfig


def test_a_first_operator_is_valid_and_listed(project: Path, world: World) -> None:
    """What `operator new` writes validates without an error and can be run by its name."""
    relative = new_operator(project, "weekly-deals")
    assert relative == Path("config/operators/weekly-deals.yaml")
    report = check_files(world, [str(relative)])
    assert (report.errors, report.warnings) == (0, 0)
    assert "weekly-deals" in {line.id for line in operators(world)}
    with pytest.raises(OperatorExists) as caught:
        new_operator(project, "weekly-deals")
    assert caught.value.code == "ERR_OPERATOR_EXISTS"


@pytest.mark.parametrize("name", ["", "../x", "Big", "-x", "x-", "a b", "x" * 65, "ä", "a/b"])
def test_a_name_that_cannot_be_an_id_is_refused(project: Path, name: str) -> None:
    """Only small letters, digits and hyphens make an id; nothing else reaches the disk."""
    before = sorted(project.rglob("*"))
    with pytest.raises(OperatorNameInvalid) as caught:
        new_operator(project, name)
    assert caught.value.code == "ERR_OPERATOR_NAME"
    assert sorted(project.rglob("*")) == before


def test_starting_keeps_what_is_there(tmp_path: Path) -> None:
    """A second start changes nothing, and lines of .gitignore are added once."""
    (tmp_path / ".gitignore").write_text("mine", encoding="utf-8")
    assert all(made for _, made in start_project(tmp_path))
    assert not any(made for _, made in start_project(tmp_path))
    lines = (tmp_path / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert lines == ["mine", ".env.local", "config/goals.yaml"]


def test_the_doctor_finds_what_is_wrong(
    project: Path, make_config: MakeConfig, tmp_path: Path
) -> None:
    """A readable state folder and a broken file are bad; a missing key is only a note."""
    (tmp_path / "state").mkdir(mode=0o755)
    (project / "config" / "operators" / "bad.yaml").write_text("nonsense: [", encoding="utf-8")
    found = {item.what: item for item in examine(world_of(make_config()))}
    assert found["state folder"].state == "bad"
    assert "chmod 700" in found["state folder"].says
    assert found["operator bad"].state == "bad"
    assert found["model"].state == "note"
    assert found["connector exports"].state == "good"
    keyed = examine(world_of(make_config(ANTHROPIC_API_KEY="sk-ant-canary-9")))
    assert {item.what: item.state for item in keyed}["model"] == "good"
    assert "canary" not in repr(keyed)
