import re

from operatoros.briefing.naming import forms, last_place, mentions, words_of


def test_words_are_folded() -> None:
    """Case, accents and signs do not matter in lookups."""
    assert words_of("  Café – Größe 3 ") == "cafe grosse 3"


def test_labels_have_forms() -> None:
    """Offered is offer and offers; won is winning, which no ending makes."""
    assert {"offer", "offers", "offering"} <= forms("offered")
    assert "succeeded" in forms("success")
    assert forms("new") == frozenset()


def test_words_are_looked_for_once() -> None:
    """Whether and where a text has a word."""
    word = re.compile("ab")
    assert mentions(word, "cabab")
    assert last_place(word, "cabab") == 3
    assert last_place(word, "c") == -1
