from operatoros.connectors.said import shown
from operatoros.secrets import Redactor, Secret


def test_what_a_server_wrote_is_cut_after_its_secrets_are_out() -> None:
    """A secret across the cut is taken out whole."""
    redactor = Redactor([Secret("secret-0123456789")])
    text = shown("x" * 495 + "secret-0123456789 and more " * 50, redactor)
    assert "secret-0" not in text
    assert len(text) < 520
    assert shown("a\nb\x07", redactor) == "a\\u{a}b\\u{7}"
