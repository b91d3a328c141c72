"""A project in a folder, with operators over tables: real files, real store, nobody outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from operatoros import config as settings
from operatoros.app.wiring import World, world_of
from operatoros.config import Config

DEALS_CSV = """\
id,name,amount,currency,close_date,owner
1,Blue Ocean,1200.50,EUR,2031-01-15,Ada Lovelace
2,Red Sea,800,EUR,2031-02-01,Alan Turing
"""
CONNECTOR = """\
id: exports
name: Exports
type: table
fetches:
  deals:
    file: deals.csv
    record:
      noun: deals
      key: id
      title: name
      money: [{amount: amount, currency: currency}]
      due: close_date
      people: [owner]
"""
OPERATOR = """\
id: deals
name: Deals
params:
  top:
    type: integer
    default: 3
sources:
  - connector: exports
    fetch: deals
tasks:
  main:
    name: Main
    default: true
    prompt: Name the {{params.top}} deals that matter.
  other:
    name: Other
    prompt: Something else.
"""

MakeConfig = Callable[..., Config]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one connector, one operator and one export."""
    folder = tmp_path / "project"
    (folder / "connectors").mkdir(parents=True)
    (folder / "config" / "operators").mkdir(parents=True)
    (folder / "deals.csv").write_text(DEALS_CSV, encoding="utf-8")
    (folder / "connectors" / "exports.yaml").write_text(CONNECTOR, encoding="utf-8")
    (folder / "config" / "operators" / "deals.yaml").write_text(OPERATOR, encoding="utf-8")
    return folder


@pytest.fixture
def make_config(project: Path, tmp_path: Path) -> MakeConfig:
    """Settings of the project, with variables and flags."""

    def make(flags: Mapping[str, str] | None = None, **environment: str) -> Config:
        variables = {"OPERATOROS_HOME": str(tmp_path / "state"), **environment}
        return settings.load(environment=variables, project=project, flags=flags)

    return make


@pytest.fixture
def world(make_config: MakeConfig) -> World:
    """The world of the project."""
    return world_of(make_config())
