from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.protocol.actions import ACTIONS, LEGAL_KEYS
from operatoros.protocol.complaint import nearest, quoted


@given(st.text(max_size=200))
def test_user_text_is_quoted_as_short_printable_ascii(text: str) -> None:
    """What a chat wrote can neither break a message's line nor hide in it."""
    shown = quoted(text)
    assert shown.isascii()
    assert shown.isprintable()
    assert len(shown) <= 60 * len("\\U00012345") + 5


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("lst", "list"),
        ("readslice", "readSlice"),
        ("read_slice", "readSlice"),
        ("apply_edits", "applyEdits"),
        ("getInterface", "getInterfaceSpec"),
        ("shell", None),
        ("", None),
    ],
)
def test_the_nearest_action_is_named(word: str, near: str | None) -> None:
    """A slip of the pen is recognised, another word is not."""
    assert nearest(word, [name.partition(".")[2] for name in ACTIONS]) == near


@pytest.mark.parametrize(
    ("word", "near"),
    [("contents", "content"), ("content-b64", "content_b64"), ("Path", "path"), ("mode", None)],
)
def test_the_nearest_key_is_named(word: str, near: str | None) -> None:
    """The same for the keys of an action."""
    assert nearest(word, LEGAL_KEYS["fs.write"]) == near
