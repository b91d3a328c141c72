"""Verbs called in this process, in a project of their own: fast, and with everything real below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from operatoros.cli.main import _run
from tests.app.conftest import CONNECTOR, DEALS_CSV, OPERATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a verb printed and its exit status."""

    status: int
    out: str
    err: str


Verb = Callable[..., Said]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder: a project with one connector, one operator and one export."""
    folder = tmp_path / "project"
    (folder / "connectors").mkdir(parents=True)
    (folder / "config" / "operators").mkdir(parents=True)
    (folder / "deals.csv").write_text(DEALS_CSV, encoding="utf-8")
    (folder / "connectors" / "exports.yaml").write_text(CONNECTOR, encoding="utf-8")
    (folder / "config" / "operators" / "deals.yaml").write_text(OPERATOR, encoding="utf-8")
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def verb(project: Path, capsys: pytest.CaptureFixture[str]) -> Verb:
    """Call a verb with arguments."""

    def call(*arguments: str) -> Said:
        capsys.readouterr()
        status = _run(list(arguments), debug=False)
        said = capsys.readouterr()
        return Said(status=status, out=said.out, err=said.err)

    return call
