"""What a program asks first."""

from __future__ import annotations

import operatoros
from tests.web.api.conftest import Served
from tests.web.serving import CSRF


def test_a_program_learns_the_token_and_the_version(served: Served) -> None:
    """The session names the token that changes carry, and says whether people log in."""
    told = served.get("/api/session")
    assert told == {"csrf": CSRF, "login": False, "version": str(operatoros.__version__)}
