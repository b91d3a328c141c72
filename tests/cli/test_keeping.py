"""Pruning and forgetting from the command line."""

from __future__ import annotations

import json

import pytest

from tests.cli.conftest import Verb


def test_prune_says_what_went(verb: Verb, monkeypatch: pytest.MonkeyPatch) -> None:
    """Young runs stay; many years later the run is gone."""
    assert verb("run", "deals", "--model", "none").status == 0
    assert json.loads(verb("runs", "prune", "--json").out)["runs"] == 0
    assert json.loads(verb("runs", "list", "--json").out)
    monkeypatch.setattr("operatoros.app.wiring.iso", lambda moment: "2099-01-01T00:00:00Z")
    said = verb("runs", "prune", "--raw-days", "7")
    assert said.status == 0
    assert "1 runs thrown away" in said.out
    assert json.loads(verb("runs", "list", "--json").out) == []


def test_the_days_are_settings_and_a_flag_wins(verb: Verb, monkeypatch: pytest.MonkeyPatch) -> None:
    """`all_days` of the settings counts without a flag, the flag counts with one."""
    assert verb("run", "deals", "--model", "none").status == 0
    monkeypatch.setattr("operatoros.app.wiring.iso", lambda moment: "2099-01-01T00:00:00Z")
    monkeypatch.setenv("OPERATOROS_RAW_DAYS", "100000")
    monkeypatch.setenv("OPERATOROS_ALL_DAYS", "100000")
    done = json.loads(verb("runs", "prune", "--json").out)
    assert (done["runs"], done["raw"]) == (0, 0)
    assert json.loads(verb("runs", "prune", "--raw-days", "1", "--json").out)["raw"] == 1
    assert verb("runs", "prune", "--raw-days", "100001").status == 2
    monkeypatch.setenv("OPERATOROS_ALL_DAYS", "never")
    assert verb("runs", "prune").status == 2
    assert json.loads(verb("runs", "prune", "--all-days", "1", "--json").out)["runs"] == 1


def test_forget_wants_a_yes(verb: Verb) -> None:
    """Without a person to ask and without --yes nothing is changed."""
    assert verb("run", "deals", "--model", "none").status == 0
    said = verb("runs", "forget", "Ada Lovelace")
    assert said.status == 5
    assert "error[ERR_FORGET_NOT_AGREED]" in said.err
    assert verb("runs", "forget", "Ada").status == 2
    done = verb("runs", "forget", "Ada Lovelace", "--yes", "--json")
    assert done.status == 0, done.err
    assert len(json.loads(done.out)["runs"]) == 1
    again = verb("runs", "forget", "Ada Lovelace", "--yes")
    assert "taken out of 0 runs" in again.out
    assert "not reached:" in again.out
