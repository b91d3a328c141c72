"""The table of what can fail."""

from __future__ import annotations

import json

import pytest

from operatoros.errors import OperatorosError, Unavailable
from operatoros.llm.failures import CODES, Whom, as_info, model_failure
from operatoros.secrets import Secret

KEY = "sk-ant-api03-veryverysecret"
WHOM = Whom(
    kind="claude", model="m-1", host="api.example", key_name="ANTHROPIC_API_KEY", key=Secret(KEY)
)


@pytest.mark.parametrize("code", sorted(CODES))
def test_each_code_makes_an_error_with_a_hint_and_without_the_key(code: str) -> None:
    """Every row gives a whole error: code, who, hint, JSON; the key is never in it."""
    error = model_failure(code, WHOM, said=f"bad key {KEY} given", retry_after_s=3.0)
    assert isinstance(error, OperatorosError)
    assert type(error) is not OperatorosError
    assert error.code == code
    assert error.hint
    assert "{" not in error.hint
    assert error.details["model"] == "m-1"
    assert KEY not in json.dumps(error.as_json())
    assert "bad key [secret] given" in error.message
    assert as_info(error).code == code


def test_what_the_other_side_said_is_cut() -> None:
    """A host that answers with a megabyte does not fill the terminal."""
    error = model_failure("ERR_MODEL_SERVER", WHOM, said="x" * 1_000_000)
    assert len(error.message) < 1000
    assert len(str(error.details["said"])) == 400


def test_the_wait_is_told() -> None:
    """A failure that waiting mends says for how long."""
    error = model_failure("ERR_MODEL_RATE_LIMIT", WHOM, retry_after_s=17.0)
    assert isinstance(error, Unavailable)
    assert error.retry_after_s == 17.0
    assert error.details["retry_after_s"] == 17.0
