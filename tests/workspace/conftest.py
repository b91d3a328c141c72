"""A desk for every test of this room, on both ways of resolving where it asks for both."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.workspace.desk import Desk, desk


@pytest.fixture
def memory() -> Iterator[Path]:
    """A folder in memory, where fsync costs nothing: for tests of many rounds."""
    shared = "/dev/shm"
    with tempfile.TemporaryDirectory(dir=shared if os.path.isdir(shared) else None) as folder:
        yield Path(folder)


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Desk]:
    """A workspace, resolved the way this kernel does it best."""
    with desk(tmp_path) as opened:
        yield opened


@pytest.fixture(params=["openat2", "walk"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A workspace, resolved each way."""
    with desk(tmp_path, force_walk=request.param == "walk") as opened:
        if opened.workspace.root.way != request.param:
            pytest.skip("this kernel has no openat2")
        yield opened
