from __future__ import annotations

from operatoros.protocol.command import Rejection


def test_a_rejection_answers_in_the_required_form() -> None:
    """The summary that goes to the chat names the code and says what to fix."""
    rejection = Rejection(code="ERR_X", line=3, id=None, message="do this.")
    assert rejection.summary == "Invalid OPERATOR_CMD (ERR_X): do this."
