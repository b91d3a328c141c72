from __future__ import annotations

import json

import pytest

from operatoros.protocol.command import Rejection
from operatoros.protocol.result import ERROR_ID, Result, failed, rejected
from operatoros.protocol.scanner import scan


def test_a_rejection_with_an_id_is_answered_under_it() -> None:
    """Rule P18: the id verbatim, the summary in the required form, the code readable."""
    (rejection,) = scan("OPERATOR_CMD\nid: a:1\nEND_OPERATOR_CMD\n").rejections
    result = rejected(rejection)
    assert (result.id, result.ok) == ("a:1", False)
    assert result.code == "ERR_MISSING_REQUIRED_FIELDS"
    assert result.summary.startswith("Invalid OPERATOR_CMD (ERR_MISSING_REQUIRED_FIELDS): ")
    assert not result.details


@pytest.mark.parametrize("related", [None, "b-2"])
def test_a_rejection_without_an_id_is_an_operator_error(related: str | None) -> None:
    """Rule P18: details name the message, and a related id where there is one."""
    rejection = Rejection(code="ERR_INVALID_ID", line=1, id=None, message="use letters.")
    result = rejected(rejection, related_id=related)
    assert result.id == ERROR_ID
    details = json.loads(result.details)
    assert details.pop("message") == rejection.summary
    assert details == ({} if related is None else {"related_id": related})


def test_a_failure_names_action_and_code() -> None:
    """The answer to a valid command that failed."""
    result = failed("a-1", "fs.read", "ERR_NOT_FOUND", "there is no file 'x'.")
    assert result.summary == "fs.read failed (ERR_NOT_FOUND): there is no file 'x'."
    assert result.code == "ERR_NOT_FOUND"


def test_only_a_failure_has_a_code() -> None:
    """What went well may speak of a code, and a failure may have none."""
    assert Result(id="a", ok=True, summary="Read it (ERR_X).").code is None
    assert Result(id="a", ok=False, summary="no").code is None


@pytest.mark.parametrize("wrong", ["", "a b", "x" * 129, "a\nok: true"])
def test_an_id_that_no_block_can_carry_is_refused(wrong: str) -> None:
    """An invalid result cannot be made."""
    with pytest.raises(ValueError, match="no id"):
        Result(id=wrong, ok=True, summary="")


def test_texts_are_made_fit_to_be_sent() -> None:
    """Half characters are replaced, a summary is stripped and kept short."""
    result = Result(id="a", ok=True, summary=" x\ud800 ", details="\udfff y ")
    assert (result.summary, result.details) == ("x?", "? y ")
    assert len(Result(id="a", ok=True, summary="x" * 501).summary) == 500
    assert len(Result(id="a", ok=True, summary="x" * 500).summary) == 500
