"""Page after page: one loop for every service, with every way to end.

It ends when there is no next page, when enough records came, at the most pages, when a page names
one that was already read, or when a page fails. What came before is kept, and why it is not all
is told beside it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from operatoros.connectors.wire import info
from operatoros.errors import Exhausted, OperatorosError, Unavailable
from operatoros.values.coverage import ErrorInfo
from operatoros.values.jsonable import Json


class PageLoop(Unavailable):
    """A service named a page that was already read. Raised (as data) by: paging.walk."""

    code = "ERR_PAGE_LOOP"

    def __init__(self, *, pages: int) -> None:
        super().__init__(
            f"after {pages} pages the service named a page that was already read",
            hint="check the fetch's `pagination`: the cursor's path or parameter may be wrong",
            details={"pages": pages},
        )


class TooManyPages(Exhausted):
    """A fetch has more pages than it may read. Raised (as data) by: paging.walk."""

    code = "ERR_TOO_MANY_PAGES"

    def __init__(self, *, pages: int) -> None:
        super().__init__(
            f"stopped after {pages} pages; there are more",
            hint="narrow the question, or raise `max_pages` of the fetch's `pagination`",
            details={"pages": pages},
        )


class RecordsCut(Exhausted):
    """A source has more records than it may bring. Raised (as data) by: paging.walk."""

    code = "ERR_RECORDS_CUT"

    def __init__(self, *, kept: int, total: int | None) -> None:
        of = "" if total is None else f" of {total:,}"
        super().__init__(
            f"stopped after {kept:,}{of} records; there are more",
            hint="narrow the question, or raise `max_records` of the source",
            details={"kept": kept, "total": total},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page.

    Attributes:
        items: Its records.
        next: What names the next page (a cursor, number or URL); None at the end.
        total: How many records there are in all, if it says so.
        error: Why what follows cannot be read, though there is more.
    """

    items: tuple[Mapping[str, Json], ...]
    next: str | int | None = None
    total: int | None = None
    error: OperatorosError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """What all pages brought.

    Attributes:
        items: Records in the order of the pages.
        total: How many there are in all, if the service says so.
        pages: Pages read.
        error: Why this is less than all.
    """

    items: tuple[Mapping[str, Json], ...]
    total: int | None = None
    pages: int = 0
    error: ErrorInfo | None = None


async def walk(
    read: Callable[[str | int | None], Awaitable[Page]],
    *,
    first: str | int | None = None,
    max_records: int,
    max_pages: int,
    came: Callable[[int], None],
) -> Walk:
    """Read pages until there is no more, or one of the limits.

    Args:
        read: Reads the page that a cursor names.
        first: Names the first page.
        max_records: Most records to bring.
        max_pages: Most pages to read.
        came: Told the count of records after each page.

    Raises:
        OperatorosError: if the first page fails; nothing came then.
    """
    items: list[Mapping[str, Json]] = []
    total: int | None = None
    cursor = first
    seen: set[str | int | None] = {first}
    last: tuple[Mapping[str, Json], ...] = ()
    pages = 0

    def done(error: OperatorosError | None) -> Walk:
        return Walk(
            items=tuple(items[:max_records]),
            total=total,
            pages=pages,
            error=info(error) if error else None,
        )

    while True:
        try:
            page = await read(cursor)
        except OperatorosError as exc:
            if pages == 0:
                raise
            return done(exc)
        pages += 1
        if page.items and page.items == last:
            # It ignores what names the page and sends the same one for ever.
            return done(PageLoop(pages=pages))
        last = page.items
        items.extend(page.items)
        total = page.total if page.total is not None else total
        came(min(len(items), max_records))
        if len(items) > max_records or (len(items) == max_records and page.next is not None):
            return done(RecordsCut(kept=max_records, total=total))
        if page.next is None:
            return done(page.error)
        if page.next in seen:
            return done(PageLoop(pages=pages))
        if pages >= max_pages:
            return done(TooManyPages(pages=pages))
        seen.add(page.next)
        cursor = page.next
