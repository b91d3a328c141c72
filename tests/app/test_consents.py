from pathlib import Path

import pytest

from operatoros.app.consents import ConsentsUnreadable, agree, agreed


def test_consent_is_per_operator_and_host(tmp_path: Path) -> None:
    """Agreeing once holds for that operator and that host, and for nothing else."""
    home = tmp_path / "state"
    assert not agreed(home, operator="deals", host="api.anthropic.com")
    agree(home, operator="deals", host="api.anthropic.com", at="2026-01-01T00:00:00Z")
    assert agreed(home, operator="deals", host="api.anthropic.com")
    assert not agreed(home, operator="deals", host="elsewhere.test")
    assert not agreed(home, operator="support", host="api.anthropic.com")
    assert (home / "consents.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("text", ["{", "[]", '{"deals": 1}'])
def test_a_broken_record_is_never_taken_for_consent(tmp_path: Path, text: str) -> None:
    """A file that cannot be read is an error with its name: nothing is sent."""
    (tmp_path / "consents.json").write_text(text, encoding="utf-8")
    with pytest.raises(ConsentsUnreadable) as caught:
        agreed(tmp_path, operator="deals", host="h")
    assert caught.value.code == "ERR_CONSENTS_UNREADABLE"
