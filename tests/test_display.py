import unicodedata

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.display import (
    DEFAULT_IGNORABLE,
    Streamed,
    decode,
    mixed_script_words,
    show,
    show_composed,
)

_PIECES = st.sampled_from(
    ["\\", "u", "{", "}", "2", "*", "0", " " * 45, "\u0301", "\u202e", "é", "\n", "\t", "\udcff"]
)
_TEXTS = st.one_of(st.text(), st.lists(_PIECES, max_size=12).map("".join))


@given(_TEXTS)
def test_what_is_shown_decodes_to_the_exact_text(text: str) -> None:
    """Rule W13: nothing is stripped; decoding the display gives the text back."""
    assert decode(show(text)) == text
    assert decode(show(text, one_line=True)) == text


@given(_TEXTS)
def test_only_visible_characters_reach_the_reader(text: str) -> None:
    """Rule W13: the display holds no control, format, private or unassigned character."""
    for letter in show(text):
        assert letter in "\n\t" or unicodedata.category(letter) not in {
            "Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp",
        }  # fmt: skip
    assert not set("\n\t") & set(show(text, one_line=True))


def test_every_default_ignorable_code_point_is_shown() -> None:
    """Rule W13: each of the default-ignorable code points becomes an escape of its own."""
    count = 0
    for low, high in DEFAULT_IGNORABLE:
        for code in range(low, high + 1):
            assert show(f"a{chr(code)}b") == f"a\\u{{{code:x}}}b"
            count += 1
    assert count > 4_000


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text, ümlaut, 日本", "plain text, ümlaut, 日本"),
        ("a\u202etxt.exe", "a\\u{202e}txt.exe"),
        ("nbsp\u00a0here", "nbsp\\u{a0}here"),
        ("\x1b]0;title\x07", "\\u{1b}]0;title\\u{7}"),
        ("C:\\users", "C:\\users"),
        ("\\u{41}", "\\u{5c}u{41}"),
        ("x" + " " * 57 + "rm -rf", "x\\u{20*57}rm -rf"),
        ("e\u0301", "e\u0301"),
        ("\u0301", "\\u{301}"),
        ("e" + "\u0301" * 5, "e" + "\u0301" * 3 + "\\u{301}" * 2),
    ],
)
def test_deceptive_text_is_shown_for_what_it_is(text: str, shown: str) -> None:
    """Rule W13: examples of what deceives, and honest twins that stay as they are."""
    assert show(text) == shown


def test_a_terminal_obeys_nothing_that_is_shown() -> None:
    """Rule W13: a terminal emulator fed with the display moves no cursor and clears nothing."""
    attack = "safe\x1b[2J\x1b[H\x1b[8mhidden\r\x9b31m\x08\x08 overwritten"
    screen = pyte.Screen(200, 3)
    pyte.Stream(screen).feed(show(attack))
    assert decode(screen.display[0].rstrip()) == attack
    # Positive control: the raw text does deceive.
    raw = pyte.Screen(200, 3)
    pyte.Stream(raw).feed(attack)
    assert "safe" not in raw.display[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("pay at p\u0430ypal now", ("p\u0430ypal",)),
        ("\u041f\u0440\u0438\u0432\u0435\u0442 world", ()),
        ("na\u00efve caf\u00e9", ()),
        ("ASCII only", ()),
    ],
)
def test_mixed_script_words_are_named(text: str, words: tuple[str, ...]) -> None:
    """Rule W13: a word that mixes Latin with look-alike letters is flagged, others are not."""
    assert mixed_script_words(text) == words


@given(st.lists(_TEXTS, max_size=6))
def test_a_streamed_text_is_shown_like_a_whole_one(pieces: list[str]) -> None:
    """Cutting a text into pieces changes nothing of what is shown."""
    streamed = Streamed()
    shown = "".join(streamed.feed(piece) for piece in pieces) + streamed.end()
    assert shown == show("".join(pieces))


@given(_TEXTS)
def test_a_composed_text_is_not_escaped_twice(text: str) -> None:
    """A text made of shown pieces passes unchanged; a raw control character never does."""
    shown = show(text)
    assert show_composed(shown) == shown
    assert "\x1b" not in show_composed(text + "\x1b[2J")
