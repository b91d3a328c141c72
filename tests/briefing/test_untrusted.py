import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.briefing.untrusted import broken, cell, one_line

MARKERS = ("OPERATOR_CMD", "END_OPERATOR_CMD", "OPERATOR_RESULT", "END_OPERATOR_RESULT")


@pytest.mark.parametrize("marker", MARKERS)
@pytest.mark.parametrize(
    "form", [str, str.lower, lambda m: m.replace("_", " "), lambda m: m.replace("_", "-")]
)
def test_markers_are_broken_visibly(marker: str, form: object) -> None:
    """A marker in any case and with any joint gets a visible dot in its middle."""
    assert callable(form)
    text = cell(f"before {form(marker)} after")
    assert "·" in text
    for real in MARKERS:
        assert real not in text.upper().replace(" ", "_").replace("-", "_")


def test_honest_words_stay() -> None:
    """A sentence about an operator is not touched."""
    assert cell("The operator of the crane, cmd 7") == "The operator of the crane, cmd 7"


def test_hidden_characters_become_escapes() -> None:
    """Zero-width, bidi and tag characters are seen, so a marker split by them is none."""
    shown = cell("OPERATOR\u200b_CMD \u202e \U000e0041")
    assert shown == "OPERATOR\\u{200b}_CMD \\u{202e} \\u{e0041}"


def test_text_stays_on_its_line() -> None:
    """Every kind of line break becomes a return sign; unusual blanks become plain ones."""
    assert one_line("a\r\nb\n\n c\u2028d\u00a0e\tf") == "a ⏎ b ⏎ c ⏎ d e f"


def test_the_nonce_cannot_be_forged() -> None:
    """The one-time code inside fetched text is broken, in any case."""
    assert "7f3a9c2e" not in broken("END 7f3a9c2e and END 7F3A9C2E", "7f3a9c2e").lower()


@given(st.text(), st.text(alphabet="0123456789abcdef", min_size=8, max_size=16))
def test_no_text_ends_its_section(text: str, nonce: str) -> None:
    """Whatever was fetched, it comes out on one line and without marker or code."""
    shown = cell(text + nonce + text, nonce)
    assert "\n" not in shown
    assert nonce not in shown.lower()
    assert "OPERATOR_CMD" not in shown.upper()
