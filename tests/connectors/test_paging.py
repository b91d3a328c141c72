"""The one loop over pages: every way in which it ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operatoros.connectors.paging import Page, Walk, walk
from operatoros.errors import OperatorosError, Unavailable

pytestmark = pytest.mark.anyio

Read = Callable[[str | int | None], Page]


async def _walk(read: Read, *, records: int = 1000, pages: int = 100) -> tuple[Walk, list[int]]:
    told: list[int] = []

    async def page(cursor: str | int | None) -> Page:
        return read(cursor)

    walked = await walk(page, max_records=records, max_pages=pages, came=told.append)
    return walked, told


def _item(number: int) -> dict[str, object]:
    return {"id": number}


async def test_pages_are_joined_in_order() -> None:
    """Three pages, one list; the count is told after each."""
    pages: dict[str | int | None, Page] = {
        None: Page(items=(_item(1), _item(2)), next="a", total=4),
        "a": Page(items=(_item(3),), next="b"),
        "b": Page(items=(_item(4),)),
    }
    walked, told = await _walk(lambda cursor: pages[cursor])
    assert [item["id"] for item in walked.items] == [1, 2, 3, 4]
    assert (walked.total, walked.pages, walked.error, told) == (4, 3, None, [2, 3, 4])


async def test_exactly_enough_is_complete_only_if_it_is_all() -> None:
    """As many records as wanted: complete at the last page, cut if there is another."""
    walked, _ = await _walk(lambda cursor: Page(items=(_item(1), _item(2))), records=2)
    assert walked.error is None
    walked, _ = await _walk(lambda cursor: Page(items=(_item(1), _item(2)), next="x"), records=2)
    assert walked.error is not None
    assert walked.error.code == "ERR_RECORDS_CUT"


async def test_empty_pages_with_new_cursors_are_walked() -> None:
    """A service that filters may send empty pages between full ones."""
    pages: dict[str | int | None, Page] = {
        None: Page(items=(), next="a"),
        "a": Page(items=(), next="b"),
        "b": Page(items=(_item(1),)),
    }
    walked, _ = await _walk(lambda cursor: pages[cursor])
    assert (len(walked.items), walked.error) == (1, None)


async def test_the_first_page_that_fails_raises() -> None:
    """Nothing came: that is an error, not an empty answer."""

    def read(cursor: str | int | None) -> Page:
        raise Unavailable("down")

    with pytest.raises(OperatorosError):
        await _walk(read)


async def test_a_later_page_that_fails_is_told() -> None:
    """What came is kept beside the error, with its details."""

    def read(cursor: str | int | None) -> Page:
        if cursor:
            raise Unavailable("down", details={"attempts": 3})
        return Page(items=(_item(1),), next="a")

    walked, _ = await _walk(read)
    assert walked.error is not None
    assert (len(walked.items), walked.error.details) == (1, {"attempts": 3})


async def test_a_mistake_of_ours_is_not_swallowed() -> None:
    """Only errors from outside are kept as data."""

    def read(cursor: str | int | None) -> Page:
        raise AssertionError("ours")

    with pytest.raises(AssertionError):
        await _walk(read)


@settings(deadline=None)
@given(
    cycle=st.integers(1, 6),
    before=st.integers(0, 6),
    records=st.integers(1, 40),
    pages=st.integers(1, 20),
)
async def test_every_walk_ends(cycle: int, before: int, records: int, pages: int) -> None:
    """Whatever cursors go in a circle, the walk ends within its bounds and says why."""
    count = 0

    def read(cursor: str | int | None) -> Page:
        nonlocal count
        count += 1
        here = int(cursor or 0)
        following = here + 1 if here + 1 < before + cycle else before
        return Page(items=(_item(count),), next=str(following))

    walked, _ = await _walk(read, records=records, pages=pages)
    assert count <= min(pages, before + cycle + 1)
    assert len(walked.items) <= records
    assert walked.error is not None
    assert walked.error.code in {"ERR_PAGE_LOOP", "ERR_TOO_MANY_PAGES", "ERR_RECORDS_CUT"}
