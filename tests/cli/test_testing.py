"""Assertions from the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.app.test_asserting import ASSERTS
from tests.cli.conftest import Verb


def test_a_failed_assertion_is_exit_one_and_in_the_junit_file(verb: Verb, project: Path) -> None:
    """No key is needed; what holds and what does not is told; nothing to test is an error."""
    said = verb("test")
    assert (said.status, "ERR_NOTHING_TO_TEST" in said.err) == (3, True)
    file = project / "config" / "operators" / "deals.yaml"
    text = file.read_text(encoding="utf-8").replace("  other:\n", f"{ASSERTS}  other:\n")
    file.write_text(text, encoding="utf-8")
    (project / "a.md").write_text("Red Sea €800, Blue Ocean €1,200.50", encoding="utf-8")
    assert verb("run", "deals", "--model", "scripted:a.md").status == 0
    good = verb("test", "--junit", "out.xml")
    assert good.status == 0, good.out + good.err
    assert "6 of 6 assertions hold" in good.out
    assert 'failures="0"' in (project / "out.xml").read_text(encoding="utf-8")
    (project / "a.md").write_text("Red Sea is guaranteed.", encoding="utf-8")
    assert verb("run", "deals", "--model", "scripted:a.md").status == 0
    bad = verb("test", "--operator", "deals", "--junit", "out.xml", "--json")
    assert bad.status == 1
    wrong = [item["name"] for item in json.loads(bad.out)["held"] if item["wrong"]]
    assert wrong == ["must_mention: Blue Ocean", "must_not_mention: guaranteed"]
    assert 'failures="2"' in (project / "out.xml").read_text(encoding="utf-8")
