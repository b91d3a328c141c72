"""What a page may ask for, and what only a terminal may."""

from __future__ import annotations

from pathlib import Path

import pytest

from operatoros.app.actions import open_actions
from operatoros.app.page_requests import asked_options, check_operator, here, workspace_of
from operatoros.app.wiring import World
from operatoros.errors import OperatorosError
from tests.app.conftest import MakeConfig


def refused(code: str) -> pytest.RaisesExc[OperatorosError]:
    """Expect an error of this code."""
    return pytest.RaisesExc(OperatorosError, check=lambda error: error.code == code)


def test_an_operator_is_named_by_its_id_never_by_a_file(world: World, project: Path) -> None:
    """The id runs; the same operator's file, which a terminal may name, does not."""
    check_operator(world, "deals")
    file = project / "config" / "operators" / "deals.yaml"
    assert file.is_file()
    for name in (str(file), "config/operators/deals.yaml", "deals.yaml", "../x", "", "DEALS"):
        with refused("ERR_OPERATOR_NOT_FOUND"):
            check_operator(world, name)


def test_a_model_that_reads_a_file_is_refused(world: World) -> None:
    """`scripted:` reads a file of this machine: not for whoever reaches the page."""
    assert asked_options(world, "deals", model="chat").model == "chat"
    with refused("ERR_MODEL_NOT_FROM_PAGES"):
        asked_options(world, "deals", model="scripted:/etc/hostname")
    with refused("ERR_MODEL_NAME"):
        asked_options(world, "deals", model="gpt")


def test_a_workspace_is_one_that_was_opened_and_is_there(
    make_config: MakeConfig, world: World, tmp_path: Path
) -> None:
    """A folder is known by its id once it was opened, and no more when it is gone."""
    folder = tmp_path / "work"
    folder.mkdir()
    assert here(world) == ()
    with open_actions(make_config(), str(folder)) as desk:
        identity = desk.workspace.places.id
    assert [one.path for one in here(world)] == [str(folder)]
    assert asked_options(world, "deals", workspace=identity).workspace == str(folder)
    for name in (str(folder), "../work", "0" * 16):
        with refused("ERR_WORKSPACE_UNKNOWN"):
            workspace_of(world, name)
    folder.rename(tmp_path / "elsewhere")
    with refused("ERR_WORKSPACE_UNKNOWN"):
        workspace_of(world, identity)
