"""Gong: calls of the last days with people, company, deals, brief and key points.

Calls come from the extensive list in windows of at most 90 days. Deals and companies are those
that Gong linked to a call from the CRM: "deals seen in calls", joinable by the CRM's ids.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from operatoros.catalog.declared import Param
from operatoros.catalog.templates import url_problem
from operatoros.connectors.asking import Answer, Context, Question, Tool
from operatoros.connectors.fields import (
    day,
    mapping,
    mappings,
    moment,
    number,
    text,
    without_empty,
)
from operatoros.connectors.paging import Page, walk
from operatoros.connectors.wire import AnswerUnexpected, Wire, credential, module_base, present
from operatoros.errors import InvalidInput
from operatoros.net.address import split_url
from operatoros.net.exchange import Pace, Reply, Request, Terms
from operatoros.net.statuses import status_error
from operatoros.secrets import Secret
from operatoros.values.jsonable import Json
from operatoros.values.record import Shape

BASE_URL = "https://api.gong.io/v2"
CALLS = "/calls/extensive"
# 3 a second for the whole company.
PACES = (Pace(count=3, window_s=1.0),)
MOST_DAYS_A_WINDOW = 90
MOST_DAYS = 730
MOST_PAGES = 200
CONTENT = {
    "context": "Extended",
    "exposedFields": {
        "parties": True,
        "content": {"brief": True, "keyPoints": True, "callOutcome": True, "topics": True},
    },
}

CALL = Shape(
    noun="calls",
    key="id",
    title="title",
    url="url",
    dates=("started",),
    window="started",
    people=("host", "colleagues", "customers", "customer_emails"),
    fields=(
        "title",
        "started",
        "minutes",
        "company",
        "deals",
        "host",
        "customers",
        "outcome",
        "brief",
        "key_points",
    ),
)

_NO_CALLS = "no calls found"
_DEAL_TYPES = frozenset({"opportunity", "deal"})


class DaysBackInvalid(InvalidInput):
    """`days_back` is not a number of days that Gong can be asked for. Raised by: gong."""

    code = "ERR_GONG_DAYS"

    def __init__(self, *, value: Json) -> None:
        super().__init__(
            f"`days_back` is {value!r}",
            hint=f"give a whole number of days from 1 to {MOST_DAYS}",
            details={"most": MOST_DAYS},
        )


async def get_recent_calls(question: Question, context: Context) -> Answer:
    """Return the calls of the last `days_back` days, newest first."""
    now = present(question)
    windows = list(_windows(now, _days_back(question)))
    base, own = _base(question)
    origin, _ = split_url(base)
    terms = Terms(hosts=(str(origin),), private=own, in_flight=3, paces=PACES)
    wire = Wire(question, context, terms)
    headers = {"Authorization": _basic(question)}
    totals = dict.fromkeys(range(len(windows)), 0)

    async def read(position: str | int | None) -> Page:
        window, _, cursor = str(position).partition(" ")
        index = int(window)
        start, end = windows[index]
        body: dict[str, Json] = {
            "filter": {"fromDateTime": _iso(start), "toDateTime": _iso(end)},
            "contentSelector": CONTENT,
        }
        if cursor:
            body["cursor"] = cursor
        request = Request(
            method="POST",
            url=base + CALLS,
            secret_headers=headers,
            body=json.dumps(body).encode(),
            safe=True,  # it only searches
        )
        reply = await wire.send(request, accept=frozenset({404}))
        found = _found(reply, request)
        records = mapping(found.get("records"))
        count = records.get("totalRecords")
        totals[index] = count if isinstance(count, int) else totals[index]
        following = text(records.get("cursor"))
        if following:
            step: str | None = f"{index} {following}"
        else:
            step = f"{index + 1} " if index + 1 < len(windows) else None
        return Page(items=mappings(found["calls"]), next=step, total=sum(totals.values()))

    found = await walk(
        read,
        first="0 ",
        max_records=question.max_records,
        max_pages=MOST_PAGES,
        came=wire.came,
    )
    calls = [_call(call) for call in found.items]
    calls.sort(key=lambda call: str(call.get("started", "")), reverse=True)
    # Gong's own count can exceed what its pages give: where all was read, what came is the total.
    total = len(calls) if found.error is None else found.total
    return wire.answer(tuple(calls), CALL, total=total, error=found.error)


def _found(reply: Reply, request: Request) -> Mapping[str, Json]:
    """Return the page; Gong says 404 where there is simply no call."""
    if reply.status == 404:
        if _NO_CALLS in reply.body.decode("utf-8", "replace").lower():
            return {"calls": [], "records": {}}
        raise status_error(reply, request)
    found = mapping(reply.json())
    if not isinstance(found.get("calls"), list):
        raise AnswerUnexpected(where=reply.where, want="list `calls`")
    return found


def _call(call: Mapping[str, Json]) -> dict[str, Json]:
    """Return one record; the analysis may be missing, it comes hours after the call."""
    meta, content = mapping(call.get("metaData")), mapping(call.get("content"))
    parties = mappings(call.get("parties"))
    ours = [party for party in parties if _side(party) == "internal"]
    theirs = [party for party in parties if _side(party) == "external"]
    host = [party for party in parties if _is_host(party, meta)]
    accounts = list(_linked(call, frozenset({"account"})))
    deals = list(_linked(call, _DEAL_TYPES))
    duration = number(meta.get("duration"))
    return without_empty(
        {
            "id": str(meta.get("id")),
            "title": text(meta.get("title")),
            "started": moment(meta.get("started") or meta.get("scheduled")),
            "minutes": round(duration / 60) if isinstance(duration, int | float) else None,
            "direction": _known(meta.get("direction")),
            "scope": _known(meta.get("scope")),
            "host": _name(host[0]) if host else "",
            "colleagues": [_name(party) for party in ours if party not in host],
            "customers": [_name(party) for party in theirs],
            "customer_emails": [
                text(party.get("emailAddress"))
                for party in theirs
                if text(party.get("emailAddress"))
            ],
            "company": _field(accounts[0], "Name") if accounts else "",
            "website": _field(accounts[0], "Website") if accounts else "",
            "deals": [
                _field(deal, "Name", "DealName") or str(deal.get("objectId")) for deal in deals
            ],
            "deal_ids": [str(deal["objectId"]) for deal in deals if deal.get("objectId")],
            "deal_stages": [stage for deal in deals if (stage := _field(deal, "StageName"))],
            "deal_close_dates": [
                day(date) for deal in deals if (date := _field(deal, "CloseDate"))
            ],
            "outcome": _outcome(content.get("callOutcome")),
            "brief": text(content.get("brief")),
            "key_points": _texts(content.get("keyPoints"), "text"),
            "topics": _texts(content.get("topics"), "name"),
            "url": meta.get("url"),
        }
    )


def _linked(call: Mapping[str, Json], types: frozenset[str]) -> Iterator[Mapping[str, Json]]:
    """Yield the CRM objects of a type, once each."""
    seen: set[str] = set()
    for system in mappings(call.get("context")):
        for linked in mappings(system.get("objects")):
            key = str(linked.get("objectId"))
            if text(linked.get("objectType")).lower() in types and key not in seen:
                seen.add(key)
                yield linked


def _field(linked: Mapping[str, Json], *names: str) -> str:
    """Return the first of the named CRM fields that has a value, in any case."""
    wanted = [name.lower() for name in names]
    values = {
        text(field.get("name")).lower(): field.get("value")
        for field in mappings(linked.get("fields"))
    }
    for name in wanted:
        value = values.get(name)
        if value not in (None, ""):
            return str(value).strip()
    return ""


def _is_host(party: Mapping[str, Json], meta: Mapping[str, Json]) -> bool:
    user = party.get("userId")
    return user is not None and str(user) == str(meta.get("primaryUserId"))


def _side(party: Mapping[str, Json]) -> str:
    """Return internal or external; a party without affiliation is ours if it is a Gong user."""
    affiliation = text(party.get("affiliation")).lower()
    if affiliation in {"internal", "external"}:
        return affiliation
    return "internal" if party.get("userId") else "external"


def _name(party: Mapping[str, Json]) -> str:
    return text(party.get("name")) or text(party.get("emailAddress")) or "unknown"


def _known(value: Json) -> str:
    return "" if text(value).lower() == "unknown" else text(value)


def _outcome(value: Json) -> str:
    """Return the outcome, which is a text or an object with a name."""
    found = mapping(value)
    return text(value) or text(found.get("name")) or text(found.get("category"))


def _texts(value: Json, key: str) -> list[str]:
    """Return a list's texts; its items are texts or objects that hold one."""
    items = value if isinstance(value, list) else []
    texts = (text(item) or text(mapping(item).get(key)) for item in items)
    return [found for found in texts if found]


def _days_back(question: Question) -> int:
    value = question.params.get("days_back", 7)
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
        raise DaysBackInvalid(value=value)
    if not 1 <= value <= MOST_DAYS:
        raise DaysBackInvalid(value=value)
    return int(value)


def _windows(now: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
    """Yield (from, to) pairs without gap or overlap, newest first; `to` is exclusive."""
    end, first = now, now - timedelta(days=days)
    while end > first:
        start = max(first, end - timedelta(days=MOST_DAYS_A_WINDOW))
        yield start, end
        end = start


def _base(question: Question) -> tuple[str, bool]:
    """Return the base URL with /v2, and whether it is the person's own choice."""
    given = question.credentials.get("apiUrl")
    base, own = module_base(question, BASE_URL)
    if not own and given:
        base = given.reveal().strip().rstrip("/")
        problem = url_problem(base)
        if problem:
            raise ApiUrlInvalid(problem=problem)
        own = base != BASE_URL
    return base if base.endswith("/v2") else f"{base}/v2", own


class ApiUrlInvalid(InvalidInput):
    """GONG_API_URL is not an address. Raised by: gong."""

    code = "ERR_GONG_API_URL"

    def __init__(self, *, problem: str) -> None:
        super().__init__(
            f"GONG_API_URL {problem}",
            hint=f"copy the base URL from Gong's API page, or leave it out for {BASE_URL}",
        )


def _basic(question: Question) -> Secret:
    key = credential(question, "accessKey")
    secret = credential(question, "accessSecret")
    return Secret("Basic " + base64.b64encode(f"{key}:{secret}".encode()).decode())


def _iso(value: datetime) -> str:
    return value.isoformat(timespec="seconds").replace("+00:00", "Z")


TOOLS: Mapping[str, Tool] = {
    "get_recent_calls": Tool(
        run=get_recent_calls,
        description="Calls of the last days with people, company, deals, brief and key points.",
        params=(
            Param(
                name="days_back",
                type="integer",
                default=7,
                description=f"How many days back, 1 to {MOST_DAYS}.",
            ),
        ),
        shape=CALL,
    ),
}
