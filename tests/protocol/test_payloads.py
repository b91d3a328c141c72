from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.protocol.complaint import Complaint
from operatoros.protocol.payloads import SHAPES, decimal, decode_base64, encode_base64

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


@given(_TEXT)
def test_base64_goes_both_ways(text: str) -> None:
    """Rule P11: what the helper encodes is what a block may carry."""
    assert decode_base64("content_b64", encode_base64(text)) == text


@given(_TEXT, st.data())
def test_one_altered_character_of_base64_never_reads_as_the_same_text(
    text: str, data: st.DataObject
) -> None:
    """Rule P11: an altered value is refused or reads as another text, never as the same."""
    value = encode_base64(text)
    at = data.draw(st.integers(0, len(value) - 1))
    letter = data.draw(st.characters(max_codepoint=127).filter(lambda found: found != value[at]))
    altered = value[:at] + letter + value[at + 1 :]
    other: str | None = None
    with suppress(Complaint):
        other = decode_base64("content_b64", altered)
    assert other != text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("007", 7),
        ("400", 400),
        ("401", None),
        ("0", None),
        ("-1", None),
        ("1_0", None),
        (" 1", None),
        ("٣", None),
        ("", None),
        ("9" * 5_000, None),
    ],
)
def test_numbers_are_plain_digits(text: str, number: int | None) -> None:
    """Digits of other scripts, signs and underscores are no numbers here."""
    assert decimal(text, 1, 400) == number


def test_every_operation_has_a_text() -> None:
    """Each operation of an edit says what to write."""
    assert all("text" in shape.texts for shape in SHAPES.values())
