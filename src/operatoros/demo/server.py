"""The sample company's tools on loopback: the real connectors talk to them as to the vendors."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from types import MappingProxyType

from operatoros.demo import gong_routes, hubspot_routes
from operatoros.demo.company import Company
from operatoros.demo.loopback import Handler, Heard, Said, listen

# What the sample company's connectors log in with; it opens nothing else.
CREDENTIALS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "hubspot": {"accessToken": hubspot_routes.TOKEN},
        "gong": {
            "accessKey": gong_routes.ACCESS_KEY,
            "accessSecret": gong_routes.ACCESS_SECRET,
        },
        "helpdesk": {"apiKey": "demo-helpdesk-key"},
    }
)

# What a service says while it is down for maintenance: longer than a run waits.
DOWN = Said(status=503, body={"message": "Down for maintenance"}, headers={"Retry-After": "900"})
# The fault that the story of the demo shows.
STORY: Mapping[str, Said] = MappingProxyType({"helpdesk": DOWN})


@asynccontextmanager
async def serve(
    company: Company,
    *,
    faults: Mapping[str, Said] = STORY,
    clock: Callable[[], float] = time.monotonic,
    gong_page: int = gong_routes.PAGE_SIZE,
) -> AsyncIterator[Mapping[str, str]]:
    """Serve the company's tools; gives the base URL of each: hubspot, gong, helpdesk.

    Args:
        company: Whose records are served.
        faults: Tools that give one and the same answer to everything, by name.
        clock: Monotonic seconds, for the vendors' rate limits.
        gong_page: Calls on a page of Gong.
    """
    handlers: dict[str, Handler] = {
        "hubspot": hubspot_routes.routes(company, clock=clock),
        "gong": gong_routes.routes(company, clock=clock, page_size=gong_page),
        "helpdesk": _helpdesk(),
    }
    for name, fault in faults.items():
        handlers[name] = _always(fault)
    async with AsyncExitStack() as stack:
        yield {
            name: await stack.enter_async_context(listen(handler))
            for name, handler in handlers.items()
        }


def _always(said: Said) -> Handler:
    def handle(heard: Heard) -> Said:
        return said

    return handle


def _helpdesk() -> Handler:
    """A third tool: a plain REST service with a list of tickets, for a connector from YAML."""
    key = CREDENTIALS["helpdesk"]["apiKey"]

    def handle(heard: Heard) -> Said:
        if heard.headers.get("authorization") != f"Bearer {key}":
            return Said(status=401, body={"message": "unknown key"})
        if (heard.method, heard.path) != ("GET", "/tickets"):
            return Said(status=404, body={"message": "no such route"})
        return Said(body={"data": list(TICKETS), "total": len(TICKETS)})

    return handle


TICKETS: tuple[Mapping[str, str | int], ...] = (
    {"id": 4101, "title": "Sensor gateway drops offline", "company": "Tallis Energy"},
    {"id": 4102, "title": "Export misses two depots", "company": "Aldgate Freight"},
    {"id": 4103, "title": "Wrong unit on temperature chart", "company": "Meridian Foods"},
)
