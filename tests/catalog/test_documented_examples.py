"""The examples of docs/operators.md and docs/connectors.md are what they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from operatoros.catalog.connectors import read_connector
from operatoros.catalog.operators import read_operator
from operatoros.catalog.problems import Problem
from operatoros.catalog.templates import ANCHORS
from operatoros.catalog.yamldoc import read_yaml

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
BLOCKS = [
    pytest.param(language, text, id=f"{page}-{number}")
    for page in ("operators.md", "connectors.md")
    for number, (language, text) in enumerate(
        BLOCK.findall((DOCS / page).read_text(encoding="utf-8"))
    )
]


def _problems(text: str) -> tuple[Problem, ...]:
    """Return what is wrong with an example: a named file is read in full, a part as YAML."""
    first = text.partition("\n")[0]
    if first.startswith("# connectors/"):
        return read_connector(text, file=first[2:])[1]
    if first.startswith("# config/operators/"):
        return read_operator(text, file=first[2:])[1]
    if text.startswith("sources:"):
        rest = "id: x\nname: X\nbriefing: {prompt: p}\n"
        return read_operator(rest + text, file="part")[1]
    if text.startswith("tasks:"):
        rest = "id: x\nname: X\nsources: [{connector: a, fetch: b}]\n"
        return read_operator(rest + text, file="part")[1]
    if text.startswith("facts:"):
        rest = "id: x\nname: X\nbriefing: {prompt: p}\nsources:\n"
        rest += "  - {connector: hubspot, fetch: open_deals}\n"
        rest += "  - {connector: gong, fetch: recent_calls}\n"
        return read_operator(rest + text, file="part")[1]
    if text.startswith("record:"):
        rest = "id: x\nname: X\ntype: table\nfetches:\n  f:\n    file: a.csv\n"
        indented = "".join(f"    {line}\n" for line in text.splitlines())
        return read_connector(rest + indented, file="part")[1]
    return tuple(read_yaml(text, file="part").problems)


@pytest.mark.parametrize(("language", "text"), BLOCKS)
def test_every_documented_example_is_read(language: str, text: str) -> None:
    """YAML examples have no problem, Python examples compile, others are commands."""
    if language == "yaml":
        assert [problem.render() for problem in _problems(text)] == []
    elif language == "python":
        assert compile(text, text.partition("\n")[0][2:], "exec")
    else:
        assert language == "console"


def test_every_date_is_documented() -> None:
    """Each anchor of a date template stands in the table."""
    page = (DOCS / "operators.md").read_text(encoding="utf-8")
    for anchor in ANCHORS:
        assert "{{date." + anchor + "}}" in page
