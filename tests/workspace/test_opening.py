"""Opening a workspace."""

from __future__ import annotations

from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.workspace.opening import open_workspace
from operatoros.workspace.places import places_for
from tests.workspace.desk import NOW


def test_the_state_folder_itself_is_no_workspace(tmp_path: Path) -> None:
    """W5: the product's own store is never changed, so it is not opened for changes."""
    places = places_for(str(tmp_path), str(tmp_path))
    with pytest.raises(OperatorosError) as caught, open_workspace(str(tmp_path), places, now=NOW):
        pass
    assert caught.value.code == "ERR_PATH_NOT_ALLOWED"


def test_the_way_can_be_forced(tmp_path: Path) -> None:
    """W1: a switch from above forces the fallback."""
    places = places_for(str(tmp_path / "state"), str(tmp_path))
    with open_workspace(str(tmp_path), places, now=NOW, force_walk=True) as opened:
        assert opened.root.way == "walk"


def test_the_root_is_closed_afterwards(tmp_path: Path) -> None:
    """The handle lives as long as the block."""
    places = places_for(str(tmp_path / "state"), str(tmp_path))
    with open_workspace(str(tmp_path), places, now=NOW) as opened:
        assert opened.root.handle >= 0
    assert opened.root.handle == -1
