"""docs/runs.md, done exactly as it is written."""

from __future__ import annotations

import json
import re
import shlex
import zipfile
from pathlib import Path

import pytest

from tests.journeys.conftest import REPOSITORY, Call

PAGE = (REPOSITORY / "docs" / "runs.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.S)


@pytest.mark.timeout(120)
def test_the_page_about_runs_works_as_written(call: Call, tmp_path: Path) -> None:
    """Files are written and commands typed as the page says, and end as it says."""
    project = tmp_path / "project"
    said: list[str] = []
    newest: list[str] = []
    for kind, body in BLOCK.findall(PAGE):
        if kind != "console":
            name, _, text = body.partition("\n")
            file = project / name.removeprefix("# ").strip()
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            continue
        said.extend(
            _typed(call, project, line.removeprefix("$ "), newest) for line in body.splitlines()
        )
    everything = "\n".join(said)
    assert "[proposed: fs.write drafts/blue-ocean.txt, not taken up]" in everything
    assert "drafts/blue-ocean.txt, entry 1 in the inbox]" in everything
    assert "nothing differs" in everything
    assert everything.count("parts are the same") == 2
    assert "3 of 3 assertions hold" in everything
    assert "taken out of 2 runs: Ada Lovelace" in everything
    assert not (project / "folder" / "drafts").exists()
    with zipfile.ZipFile(project / "run.zip") as bundle:
        assert b"Ada Lovelace" in b"".join(map(bundle.read, bundle.namelist()))
    assert (project / "page.html").is_file()
    assert (project / "briefings.xml").is_file()


def _typed(call: Call, project: Path, line: str, newest: list[str]) -> str:
    stdin = ""
    if " | " in line:
        first, _, line = line.partition(" | ")
        stdin = " ".join(shlex.split(first)[1:]) + "\n"
    if re.search(r"\bRUN\b", line):
        if not newest:  # the page runs nothing after it first says RUN
            newest.append(json.loads(call("runs", "list", "--json").out)[0]["run"])
        line = re.sub(r"\bRUN\b", newest[0], line)
    words = shlex.split(line)
    if words[0] == "mkdir":
        (project / words[1]).mkdir()
        return ""
    assert words[0] == "operatoros", line
    done = call(*words[1:], stdin=stdin)
    assert done.status == 0, f"{line}\n{done.out}\n{done.err}"
    return done.out + done.err
