"""The table of what operators and goals may say."""

from __future__ import annotations

from operatoros.catalog.vocabulary import GOALS, OPERATOR


def test_the_requirements_words_are_there() -> None:
    """Words of the requirement and of the public original are legal."""
    assert set(OPERATOR.keys) >= {"id", "name", "description", "icon", "sources", "tasks"}
    assert "briefing" in OPERATOR.keys
    assert set(GOALS.keys) >= {"organization", "goals", "context", "time_zone", "currency"}


def test_hints_about_misplaced_words_name_no_legal_word() -> None:
    """A hint for a misplaced key exists only for keys that are not legal at that place."""
    assert not set(OPERATOR.elsewhere) & set(OPERATOR.keys)
