"""Runs compared, made again and exported from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Verb


def _run(verb: Verb, project: Path, text: str) -> str:
    (project / "a.md").write_text(text, encoding="utf-8")
    assert verb("run", "deals", "--model", "scripted:a.md").status == 0
    run = json.loads(verb("runs", "list", "--json").out)[0]["run"]
    assert isinstance(run, str)
    return run


def test_diff_says_what_differs_and_exits_one(verb: Verb, project: Path) -> None:
    """Exit 0 for the same, 1 for a difference, for people and as JSON."""
    first = _run(verb, project, "One.")
    file = project / "deals.csv"
    file.write_text(file.read_text(encoding="utf-8").replace("Red Sea,800", "Red Sea,900"))
    second = _run(verb, project, "Two.")
    said = verb("runs", "diff", first, second)
    assert said.status == 1
    assert "record  ~ Red Sea [D-2]: amount €800 -> €900" in said.out
    assert "text    +Two." in said.out
    same = verb("runs", "diff", first, first)
    assert (same.status, same.out) == (0, "nothing differs\n")
    data = json.loads(verb("runs", "diff", first, second, "--json").out)
    assert data["records"][0]["change"]["field"] == "amount"


def test_replay_exits_one_if_anything_differs(verb: Verb, project: Path) -> None:
    """The same run is 0; a changed prompt is 1 and named."""
    run = _run(verb, project, "Red Sea is €800.")
    same = verb("runs", "replay", run)
    assert same.status == 0, same.out
    assert "parts are the same" in same.out
    file = project / "config" / "operators" / "deals.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("that matter", "to lose"), encoding="utf-8")
    said = verb("runs", "replay", run)
    assert said.status == 1
    assert "the task's prompt changed since" in said.out
    data = json.loads(verb("runs", "replay", run, "--json").out)
    assert [item["kind"] for item in data["differences"]] == ["declared"]


@pytest.mark.parametrize("form", ["md", "html", "json", "bundle"])
def test_export_writes_a_file(verb: Verb, project: Path, form: str) -> None:
    """--out names the file; a bundle gets the run's name by itself."""
    run = _run(verb, project, "Red Sea is €800.")
    said = verb("runs", "export", run, "--format", form, "--out", "out.file")
    assert said.status == 0, said.err
    assert (project / "out.file").stat().st_size > 100
    if form == "bundle":
        assert verb("runs", "export", run, "--format", "bundle").status == 0
        assert (project / f"{run}.zip").read_bytes() == (project / "out.file").read_bytes()
