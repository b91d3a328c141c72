"""Numbers that a request names."""

from __future__ import annotations

import pytest

from operatoros.web.counting import MOST_NUMBER, whole


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0), ("7", 7), ("007", 7), (str(MOST_NUMBER), MOST_NUMBER),
        (str(MOST_NUMBER + 1), None), ("9" * 5_000, None), ("", None), ("-1", None), ("+1", None),
        ("1.0", None), (" 1", None), ("1_0", None), ("\u0661", None), ("\u00b2", None), ("x", None),
    ],
)  # fmt: skip
def test_only_numbers_that_we_give_are_numbers(text: str, number: int | None) -> None:
    """Digits of ours, and not more than any list has; everything else is none, in no time."""
    assert whole(text) == number
