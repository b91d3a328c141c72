"""Where a workspace's own files lie."""

from __future__ import annotations

import os
from pathlib import Path

from operatoros.workspace.places import places_for


def test_two_spellings_of_one_folder_are_one_workspace(tmp_path: Path) -> None:
    """A link or a trailing slash does not make a second log; another folder does."""
    (tmp_path / "work").mkdir()
    os.symlink("work", tmp_path / "link")
    one = places_for("/state", str(tmp_path / "work"))

    assert places_for("/state", str(tmp_path / "link") + "/") == one
    assert places_for("/state", str(tmp_path)).id != one.id


def test_the_anchor_lies_apart_from_the_log(tmp_path: Path) -> None:
    """W16: the head is kept in another place."""
    places = places_for("/state", str(tmp_path))

    assert places.log == f"/state/workspaces/{places.id}/log.jsonl"
    assert places.anchor == f"/state/anchors/{places.id}.json"
    assert {os.path.dirname(path) for path in (places.before, places.trash, places.lock)} == {
        places.folder
    }
