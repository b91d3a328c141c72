from __future__ import annotations

from pathlib import Path

import pytest

from tests.connectors.repositories import Repository


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    """An empty repository."""
    return Repository(tmp_path / "repository")
