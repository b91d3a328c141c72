import json

import pytest

from operatoros.config import SETTINGS
from tests.cli.conftest import Verb


def test_settings_show_where_they_come_from(verb: Verb, monkeypatch: pytest.MonkeyPatch) -> None:
    """Config lists every setting; secrets show as set or not set, never their value."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-canary-77")
    said = verb("config", "--show-origin")
    assert all(row.name in said.out for row in SETTINGS)
    assert "the environment (ANTHROPIC_API_KEY)" in said.out
    assert "canary" not in said.out
    rows = {row["setting"]: row["value"] for row in json.loads(verb("config", "--json").out)}
    assert rows["anthropic_api_key"] == "(set)"


def test_goals_are_shown_or_offered(verb: Verb) -> None:
    """Without a file the next step is named; with one its goals are shown, made safe."""
    assert "operatoros init" in verb("goals").err
    with open("config/goals.yaml", "w", encoding="utf-8") as stream:
        stream.write(
            'organization: {name: "Acme\\u202e"}\ngoals:\n  - {id: grow, description: Grow}\n'
            "time_zone: Europe/Oslo\ncontext: Be brief.\n"
        )
    said = verb("goals")
    assert "Acme\\u{202e}" in said.out
    assert "grow  Grow" in said.out
    assert "time zone: Europe/Oslo" in said.out


def test_starting_and_examining(verb: Verb) -> None:
    """Init says what it made and kept; the doctor's exit status follows its worst finding."""
    assert "made  config/operators/my-briefing.yaml" in verb("init").out
    assert "kept  config/operators/my-briefing.yaml" in verb("init").out
    assert verb("doctor").status == 0
    with open("config/operators/bad.yaml", "w", encoding="utf-8") as stream:
        stream.write("id: [")
    assert verb("doctor").status == 1
    assert verb("version").out.strip().count(".") == 2
