"""Which page follows: cursor, page number, offset or link; and signs of pages nobody declared."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from operatoros.catalog.declared import Paging
from operatoros.connectors.paging import Page
from operatoros.errors import Exhausted, Refused, Unavailable
from operatoros.net.exchange import Reply
from operatoros.values.jsonable import Json
from operatoros.values.record import at

_LINK = re.compile(r"<([^<>]{1,4000})>((?:\s*;\s*[a-zA-Z*-]+\s*=\s*(?:\"[^\"]*\"|[^\",;\s]*))*)")
_ATTRIBUTE = re.compile(r";\s*([a-zA-Z*-]+)\s*=\s*(?:\"([^\"]*)\"|([^\",;\s]*))")
# Where services say that there is more.
_MORE_FLAGS = (
    "has_more",
    "hasMore",
    "has_next_page",
    "hasNextPage",
    "pagination.has_more",
    "pagination.has_next_page",
    "pagination.hasNextPage",
    "pageInfo.hasNextPage",
    "page_info.has_next_page",
    "meta.has_more",
    "response_metadata.next_cursor",
    "next_cursor",
    "nextCursor",
    "next_page_token",
    "nextPageToken",
    "paging.next",
    "links.next",
    "_links.next",
    "next",
)


class MorePages(Exhausted):
    """A service says that there is more, and the fetch does not say how to get it."""

    code = "ERR_MORE_PAGES"

    def __init__(self, *, where: str, sign: str, count: int) -> None:
        super().__init__(
            f"{where} brought {count} records and says that there are more ({sign})",
            hint="declare `pagination` for the fetch, or ask for larger pages",
            details={"where": where, "sign": sign},
        )


class NextPageMissing(Unavailable):
    """A service says that there is another page and does not name it."""

    code = "ERR_NEXT_PAGE_MISSING"

    def __init__(self, *, where: str, path: str) -> None:
        super().__init__(
            f"{where} says that there is another page, but nothing stands at {path!r}",
            hint="check `cursor_path` of the fetch's `pagination`",
            details={"where": where, "path": path},
        )


class NextPageElsewhere(Refused):
    """A next page is on another host: the credential is not sent there."""

    code = "ERR_NEXT_PAGE_ELSEWHERE"

    def __init__(self, *, where: str, host: str) -> None:
        super().__init__(
            f"{where} names a next page on {host!r}; it was not asked",
            hint="pages are read from the connector's own host only",
            details={"where": where, "host": host},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where a walk stands.

    Attributes:
        cursor: What named this page.
        items: What this page brought.
        url: URL of the first page.
    """

    cursor: str | int | None
    items: tuple[Mapping[str, Json], ...]
    url: str


def following(paging: Paging, here: Position, reply: Reply, body: Json) -> Page:
    """Return this page and what names the next one.

    Args:
        paging: How pages are named.
        here: Where the walk stands.
        reply: The page's reply.
        body: Its body.
    """
    total = at(body, paging.total_path)
    known = total if isinstance(total, int) and not isinstance(total, bool) else None
    more = at(body, paging.has_more_path) if paging.has_more_path else None
    if more is False or (not here.items and more is not True):
        return Page(items=here.items, total=known)
    if paging.kind in {"page", "offset"}:
        return _counted(paging, here, known, more=more is True)
    if paging.kind == "link" and not paging.cursor_path:
        return _linked(here, reply, known, next_link(reply.headers.get("link", "")))
    cursor = at(body, paging.cursor_path)
    if not isinstance(cursor, str | int) or isinstance(cursor, bool) or cursor == "":
        missing = (
            NextPageMissing(where=reply.where, path=paging.cursor_path) if more is True else None
        )
        return Page(items=here.items, total=known, error=missing)
    if paging.kind == "link":
        return _linked(here, reply, known, str(cursor))
    return Page(items=here.items, total=known, next=cursor)


def next_link(header: str) -> str:
    """Return the target of a Link header's `rel=next`; empty if there is none."""
    for match in _LINK.finditer(header[:20_000]):
        for name, quoted, bare in _ATTRIBUTE.findall(match[2]):
            if name.lower() == "rel" and "next" in (quoted or bare).lower().split():
                return match[1].strip()
    return ""


def more_is_there(reply: Reply, body: Json, count: int) -> MorePages | None:
    """Return an error if an answer without declared paging shows that there are more pages."""
    if count == 0:
        return None
    sign = "its Link header" if next_link(reply.headers.get("link", "")) else ""
    if not sign and isinstance(body, Mapping):
        sign = next((f"`{path}`" for path in _MORE_FLAGS if _says_more(at(body, path))), "")
    return MorePages(where=reply.where, sign=sign, count=count) if sign else None


def _says_more(value: Json) -> bool:
    if isinstance(value, Mapping):
        return bool(value)
    return value is True or (isinstance(value, str) and value not in {"", "null", "false"})


def _counted(paging: Paging, here: Position, total: int | None, *, more: bool) -> Page:
    """Return the page after a numbered one; a short page is the last unless more is promised."""
    assert isinstance(here.cursor, int), "numbered pages begin with a number"
    came = len(here.items)
    step = came if paging.kind == "offset" else 1
    following_one = here.cursor + step
    read = here.cursor - paging.first + came if paging.kind == "offset" else None
    short = bool(paging.size) and came < paging.size
    done = total is not None and read is not None and read >= total
    if not more and (short or done):
        return Page(items=here.items, total=total)
    return Page(items=here.items, total=total, next=following_one)


def _linked(here: Position, reply: Reply, total: int | None, target: str) -> Page:
    if not target:
        return Page(items=here.items, total=total)
    try:
        absolute = urljoin(here.url, target)
        ours, theirs = urlsplit(here.url), urlsplit(absolute)
        same = (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc)
    except ValueError:
        absolute, same, theirs = "", False, urlsplit("")
    if not same:
        host = theirs.netloc.rsplit("@", 1)[-1]
        error = NextPageElsewhere(where=reply.where, host=host)
        return Page(items=here.items, total=total, error=error)
    return Page(items=here.items, total=total, next=absolute)
