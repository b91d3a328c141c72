"""What the acting verbs share."""

from __future__ import annotations

from pathlib import Path

import pytest

from operatoros.cli.acting import print_results, result_text, warn_of_policy
from operatoros.config import load
from operatoros.protocol.result import Result
from operatoros.review.entries import Entry
from tests.acting import desk_at

_Told = tuple[Entry | None, Result, dict[str, object]]


def test_the_status_is_one_if_anything_is_not_ok(capsys: pytest.CaptureFixture[str]) -> None:
    """All ok is 0, one failure is 1, nothing is 0."""
    config = load(environment={"OPERATOROS_HOME": "/nonexistent"}, project=Path("/"))
    good: _Told = (None, Result(id="a", ok=True, summary="x"), {"id": "a"})
    bad: _Told = (None, Result(id="b", ok=False, summary="y (ERR_X): z"), {"id": "b"})
    assert print_results(config, [good], as_json=False, plain=False) == 0
    assert print_results(config, [good, bad], as_json=True, plain=False) == 1
    assert print_results(config, [], as_json=True, plain=False) == 0
    assert capsys.readouterr().out.endswith("[]\n")


def test_plain_text_is_given_where_no_terminal_reads_it() -> None:
    """Plain details keep odd characters for a pipe (a terminal would get base64)."""
    config = load(environment={"OPERATOROS_HOME": "/nonexistent"}, project=Path("/"))
    result = Result(id="a", ok=True, summary="x", details="one \u202e two")
    assert "|one \u202e two" in result_text(config, None, result, plain=True)
    assert "details_b64" in result_text(config, None, result, plain=False)


def test_an_unreadable_policy_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The banner is on stderr before anything is asked; without a policy nothing is said."""
    with desk_at(tmp_path / "w", tmp_path / "s", policy="version: [") as desk:
        warn_of_policy(desk)
    assert "everything asks" in capsys.readouterr().err
    with desk_at(tmp_path / "w2", tmp_path / "s2") as desk:
        warn_of_policy(desk)
    assert capsys.readouterr().err == ""
