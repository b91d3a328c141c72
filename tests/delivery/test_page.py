"""What a page knows of itself."""

from __future__ import annotations

from dataclasses import replace

from operatoros.delivery.page import NOTHING, Shown, SourceRow
from tests.delivery.pages import a_page


def test_a_page_counts_what_is_complete() -> None:
    """Cached counts as complete; partial, failed and skipped do not."""
    row = a_page().sources[0]
    rows = [replace(row, state=state) for state in ("ok", "cached", "partial", "failed", "skipped")]
    assert [one.good for one in rows] == [True, True, False, False, False]
    assert a_page(sources=tuple(rows)).complete == 2
    assert isinstance(row, SourceRow)


def test_a_page_knows_its_records_and_changes() -> None:
    """Handles are those of the cards; changes count the ones that are not shown too."""
    page = a_page()
    assert page.handles == {"D-1"}
    assert page.changed == 1
    assert a_page(changes=(replace(page.changes[0], more=4),)).changed == 5


def test_shown_text_is_text() -> None:
    """A shown text compares and reads as any text, and empty counts as nothing."""
    assert Shown("a") == "a"
    assert not NOTHING
