"""Gong's extensive list of calls over the sample company: its cursor, limits and complaints."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

from operatoros.demo.company import NAME, Call, Company, Deal
from operatoros.demo.loopback import Handler, Heard, Said, Window
from operatoros.values.jsonable import Json

ACCESS_KEY = "DEMOKEY"
ACCESS_SECRET = "demo-secret-brightwater"  # noqa: S105  opens nothing but the sample company
PAGE_SIZE = 100
_MOST_DAYS = 90
_REQUEST_ID = "4al018gzaztcr8nbukw"
_CONTEXTS = frozenset({None, "None", "Basic", "Extended"})
_CONTENT = frozenset(
    {"brief", "outline", "highlights", "callOutcome", "keyPoints", "topics"}
    | {"trackers", "trackerOccurrences", "structure"}
)


class InvalidFilter(ValueError):
    """A body that the real API refuses; the text says why."""


def routes(company: Company, *, clock: Callable[[], float], page_size: int = PAGE_SIZE) -> Handler:
    """Return the handler for one company.

    Args:
        company: Whose calls are served.
        clock: Monotonic seconds, for the limits.
        page_size: Calls on a page; the real one is 100 and cannot be set.
    """
    window = Window(3, 1.0, clock)
    wanted = "Basic " + base64.b64encode(f"{ACCESS_KEY}:{ACCESS_SECRET}".encode()).decode()

    def handle(heard: Heard) -> Said:
        if heard.headers.get("authorization") != wanted:
            return _error(401, "Failed to verify the access key or its secret")
        if window.full():
            said = _error(429, "The limit of 3 requests per second was exceeded")
            return Said(status=said.status, body=said.body, headers={"Retry-After": "1"})
        if (heard.method, heard.path) == ("POST", "/v2/calls/extensive"):
            try:
                return _extensive(company, heard.json(), page_size)
            except InvalidFilter as exc:
                return _error(400, str(exc))
        return _error(404, "The requested resource was not found")

    return handle


def _extensive(company: Company, body: Json, page_size: int) -> Said:
    if not isinstance(body, dict) or not isinstance(body.get("filter"), dict):
        raise InvalidFilter("filter is required")
    unknown = set(body) - {"filter", "contentSelector", "cursor"}
    if unknown:
        raise InvalidFilter(f"unknown field {sorted(unknown)[0]}")
    start, end = _period(body["filter"])
    content, context = _selected(body.get("contentSelector"))
    position = _position(body)
    found = [call for call in reversed(company.calls) if start <= call.started < end]
    if not found:
        return _error(404, "No calls found corresponding to the provided filters")
    page = found[position : position + page_size]
    records: dict[str, Json] = {
        "totalRecords": len(found),
        "currentPageSize": len(page),
        "currentPageNumber": position // page_size,
    }
    if position + page_size < len(found):
        records["cursor"] = _cursor(body, position + page_size)
    calls = [_call(call, content, context) for call in page]
    return Said(body={"requestId": _REQUEST_ID, "records": records, "calls": calls})


def _period(given: Mapping[str, Json]) -> tuple[datetime, datetime]:
    try:
        start = datetime.fromisoformat(str(given["fromDateTime"]))
        end = datetime.fromisoformat(str(given["toDateTime"]))
    except (KeyError, ValueError):
        raise InvalidFilter("fromDateTime and toDateTime must be ISO-8601 times") from None
    if start.tzinfo is None or end.tzinfo is None:
        raise InvalidFilter("times need an offset or Z")
    if start >= end:
        raise InvalidFilter("fromDateTime must be before toDateTime")
    if end - start > timedelta(days=_MOST_DAYS):
        raise InvalidFilter(f"a period of more than {_MOST_DAYS} days is not supported")
    return start.astimezone(UTC), end.astimezone(UTC)


def _selected(selector: Json) -> tuple[frozenset[str], bool]:
    """Return the wanted content fields (and `parties`), and whether CRM context is wanted."""
    given = selector if isinstance(selector, dict) else {}
    if given.get("context") not in _CONTEXTS:
        raise InvalidFilter("context must be None, Basic or Extended")
    exposed = given.get("exposedFields")
    fields = exposed if isinstance(exposed, dict) else {}
    content = fields.get("content")
    wanted = {
        name for name, on in (content if isinstance(content, dict) else {}).items() if on is True
    }
    if wanted - _CONTENT:
        raise InvalidFilter(f"unknown content field {sorted(wanted - _CONTENT)[0]}")
    if fields.get("parties") is True:
        wanted.add("parties")
    return frozenset(wanted), given.get("context") in {"Basic", "Extended"}


def _mark(body: Mapping[str, Json]) -> str:
    rest = {key: value for key, value in body.items() if key != "cursor"}
    return hashlib.sha256(json.dumps(rest, sort_keys=True).encode()).hexdigest()[:16]


def _cursor(body: Mapping[str, Json], position: int) -> str:
    return base64.urlsafe_b64encode(f"{_mark(body)}:{position}".encode()).decode()


def _position(body: Mapping[str, Json]) -> int:
    """Return where a page begins; a cursor belongs to one body and no other."""
    if "cursor" not in body:
        return 0
    try:
        mark, position = base64.urlsafe_b64decode(str(body["cursor"])).decode().split(":")
    except ValueError:
        raise InvalidFilter("the cursor is not valid") from None
    if mark != _mark(body) or not position.isdecimal():
        raise InvalidFilter("the cursor belongs to another request")
    return int(position)


def _call(call: Call, content: frozenset[str], context: bool) -> Json:
    made: dict[str, Json] = {"metaData": _meta(call)}
    if "parties" in content:
        made["parties"] = _parties(call)
    if context:
        made["context"] = _context(call.deal)
    if call.analysed:
        analysis: dict[str, Json] = {
            "brief": call.brief,
            "keyPoints": [{"text": point} for point in call.key_points],
            "topics": [{"name": name, "duration": 240} for name in call.topics],
            "callOutcome": {"id": "1", "category": "Sales", "name": call.outcome},
        }
        made["content"] = {key: value for key, value in analysis.items() if key in content}
    return made


def _meta(call: Call) -> Json:
    return {
        "id": call.id,
        "url": f"https://app.gong.example/call?id={call.id}",
        "title": call.title,
        "scheduled": _iso(call.started),
        "started": _iso(call.started),
        "duration": call.minutes * 60,
        "primaryUserId": call.deal.owner.gong_id,
        "direction": "Conference" if call.guest_email else "Outbound",
        "system": "Zoom" if call.guest_email else "Dialer",
        "scope": "External",
        "media": "Video" if call.guest_email else "Audio",
        "language": "eng",
        "workspaceId": "623457276584334",
        "isPrivate": False,
    }


def _parties(call: Call) -> Json:
    owner = call.deal.owner
    ours: dict[str, Json] = {
        "id": f"{call.id[:12]}01",
        "userId": owner.gong_id,
        "emailAddress": owner.email,
        "name": owner.name,
        "title": f"Account Executive, {NAME}",
        "affiliation": "Internal",
    }
    theirs: dict[str, Json] = {
        "id": f"{call.id[:12]}02",
        "name": call.guest,
        "affiliation": "External" if call.guest_email else "Unknown",
    }
    if call.guest_email:
        theirs["emailAddress"] = call.guest_email
    return [ours, theirs]


def _context(deal: Deal) -> Json:
    account = [
        {"name": "Name", "value": deal.customer},
        {"name": "Website", "value": f"{deal.customer.lower().replace(' ', '-')}.example"},
    ]
    opportunity = [
        {"name": "Name", "value": deal.name},
        {"name": "StageName", "value": deal.stage.label},
        {"name": "Amount", "value": deal.amount},
        {"name": "CloseDate", "value": deal.close.isoformat()},
    ]
    return [
        {
            "system": "HubSpot",
            "objects": [
                {"objectType": "Account", "objectId": f"8{deal.id[2:]}", "fields": account},
                {"objectType": "Opportunity", "objectId": deal.id, "fields": opportunity},
            ],
        }
    ]


def _error(status: int, message: str) -> Said:
    return Said(status=status, body={"requestId": _REQUEST_ID, "errors": [message]})


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
