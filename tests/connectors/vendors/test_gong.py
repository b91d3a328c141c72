"""Gong: requests as its documentation wants them, calls as people read them.

The literal bodies and paths below are written down from Gong's published interface, not from our
code or our demo server.
"""

from __future__ import annotations

import base64
import itertools
from datetime import datetime, timedelta
from typing import Any

import pytest

from operatoros.catalog.declared import Connector, Module
from operatoros.connectors.asking import Answer
from operatoros.connectors.vendors.gong import TOOLS
from operatoros.errors import OperatorosError
from operatoros.values.record import at
from tests.connectors.wired import Heard, Routes, Says, Service, context, question, service, vendor
from tests.net.faulty import Moved

pytestmark = pytest.mark.anyio

EXTENSIVE = "POST /v2/calls/extensive"
NOW = "2026-11-21T07:30:00+00:00"
KEYS = {"accessKey": "AK", "accessSecret": "shhh-secret"}

SEVEN_DAYS_BODY = {
    "filter": {"fromDateTime": "2026-11-14T07:30:00Z", "toDateTime": "2026-11-21T07:30:00Z"},
    "contentSelector": {
        "context": "Extended",
        "exposedFields": {
            "parties": True,
            "content": {"brief": True, "keyPoints": True, "callOutcome": True, "topics": True},
        },
    },
}
CALL: dict[str, Any] = {
    "metaData": {
        "id": "74821009331746521000",
        "url": "https://us-1.app.gong.io/call?id=74821009331746521000",
        "title": "Acme: proposal",
        "scheduled": 1763625600,
        "started": "2026-11-20T10:00:00.000+02:00",
        "duration": 1830,
        "primaryUserId": "234599484848423",
        "direction": "Conference",
        "system": "Zoom",
        "scope": "External",
        "media": "Video",
        "isPrivate": False,
    },
    "parties": [
        {
            "id": "1",
            "userId": "234599484848423",
            "name": "Ann Lee",
            "emailAddress": "ann@us.example",
            "affiliation": "Internal",
        },
        {"id": "2", "userId": "9", "name": "Bob Ray", "affiliation": "Internal"},
        {
            "id": "3",
            "name": "Cleo Fox",
            "emailAddress": "cleo@acme.example",
            "affiliation": "External",
        },
        {"id": "4", "name": "Phone Caller #1", "affiliation": "Unknown"},
    ],
    "context": [
        {
            "system": "HubSpot",
            "objects": [
                {
                    "objectType": "Account",
                    "objectId": "77",
                    "fields": [
                        {"name": "Name", "value": "Acme"},
                        {"name": "Website", "value": "acme.example"},
                    ],
                },
                {
                    "objectType": "Opportunity",
                    "objectId": "9310400131",
                    "fields": [
                        {"name": "Name", "value": "Acme rollout"},
                        {"name": "StageName", "value": "Proposal"},
                        {"name": "Amount", "value": 5000},
                        {"name": "CloseDate", "value": "2026-12-01"},
                    ],
                },
            ],
        }
    ],
    "content": {
        "brief": "They want a price.",
        "keyPoints": [{"text": "Price is open"}],
        "topics": [{"name": "Pricing", "duration": 60}],
        "callOutcome": {"id": "1", "category": "Sales", "name": "Next step agreed"},
    },
}


def _call(number: int, **meta: Any) -> dict[str, Any]:
    return {"metaData": {"id": str(number), "title": f"Call {number}", **meta}}


def _page(*calls: dict[str, Any], cursor: str = "", total: int | None = None) -> Says:
    records: dict[str, Any] = {
        "totalRecords": len(calls) if total is None else total,
        "currentPageSize": len(calls),
        "currentPageNumber": 0,
    }
    if cursor:
        records["cursor"] = cursor
    return Says({"requestId": "r", "records": records, "calls": list(calls)})


async def _ask(
    routes: Routes, days_back: Any = 7, *, path: str = "", moved: Moved | None = None, **more: Any
) -> tuple[Answer, Service]:
    async with service(routes) as there, context(moved) as here:
        asked = vendor(
            "gong",
            there.url + path,
            {"days_back": days_back},
            credentials=KEYS,
            now=NOW,
            **more,
        )
        return await TOOLS["get_recent_calls"].run(asked, here), there


async def test_seven_days_are_one_request() -> None:
    """The body is the literal one; key and secret are Basic; the record reads like a sentence."""
    answer, there = await _ask({EXTENSIVE: [_page(CALL)]})
    (heard,) = there.heard
    assert heard.body == SEVEN_DAYS_BODY
    assert heard.headers["authorization"] == "Basic " + base64.b64encode(b"AK:shhh-secret").decode()
    assert answer.items == (
        {
            "id": "74821009331746521000",
            "title": "Acme: proposal",
            "started": "2026-11-20T08:00:00Z",
            "minutes": 30,
            "direction": "Conference",
            "scope": "External",
            "host": "Ann Lee",
            "colleagues": ["Bob Ray"],
            "customers": ["Cleo Fox", "Phone Caller #1"],
            "customer_emails": ["cleo@acme.example"],
            "company": "Acme",
            "website": "acme.example",
            "deals": ["Acme rollout"],
            "deal_ids": ["9310400131"],
            "deal_stages": ["Proposal"],
            "deal_close_dates": ["2026-12-01"],
            "outcome": "Next step agreed",
            "brief": "They want a price.",
            "key_points": ["Price is open"],
            "topics": ["Pricing"],
            "url": "https://us-1.app.gong.io/call?id=74821009331746521000",
        },
    )
    assert (answer.total, answer.requests, answer.error) == (1, 1, None)


async def test_the_shape_names_fields_that_records_have() -> None:
    """Every path of the declared shape is in a full record."""
    answer, _ = await _ask({EXTENSIVE: [_page(CALL)]})
    shape = answer.shape
    paths = [shape.key, shape.title, shape.url, *shape.dates, *shape.people, *shape.fields]
    assert all(at(answer.items[0], path) is not None for path in paths)


@pytest.mark.parametrize("path", ["", "/", "/v2", "/v2/"])
async def test_the_base_url_may_end_with_v2_or_not(path: str) -> None:
    """All spellings lead to the same path."""
    _, there = await _ask({EXTENSIVE: [_page(CALL)]}, path=path)
    assert [one.path for one in there.heard] == ["/v2/calls/extensive"]


async def test_pages_repeat_the_body_with_the_cursor() -> None:
    """`records.cursor` goes into the identical body until there is none; newest calls first."""
    pages = [
        _page(_call(1, started=1763625600), cursor="c1"),
        _page(_call(2, started=1763712000), cursor="c2"),
        _page(_call(3, started=1763539200)),
    ]
    answer, there = await _ask({EXTENSIVE: pages})
    assert [one.body for one in there.heard] == [
        SEVEN_DAYS_BODY,
        {**SEVEN_DAYS_BODY, "cursor": "c1"},
        {**SEVEN_DAYS_BODY, "cursor": "c2"},
    ]
    assert [item["id"] for item in answer.items] == ["2", "1", "3"]


async def test_the_same_cursor_twice_ends() -> None:
    """A cursor that comes back does not keep us, and what came is kept."""
    answer, there = await _ask(
        {EXTENSIVE: [_page(_call(1), cursor="c"), _page(_call(2), cursor="c")]}
    )
    assert len(there.heard) == 2
    assert answer.error is not None
    assert (len(answer.items), answer.error.code) == (2, "ERR_PAGE_LOOP")


async def test_no_calls_is_an_empty_answer_only_if_the_body_says_so() -> None:
    """404 with "No calls found" is no call; any other 404 is an error."""
    none = Says(
        {"requestId": "r", "errors": ["No calls found corresponding to the provided filters"]}, 404
    )
    answer, _ = await _ask({EXTENSIVE: [none]})
    assert (answer.items, answer.total, answer.error) == ((), 0, None)
    for said in (Says({"errors": ["not found"]}, 404), Says(b"<html>404</html>", 404)):
        with pytest.raises(OperatorosError) as raised:
            await _ask({EXTENSIVE: [said]})
        assert raised.value.details["status"] == 404


@pytest.mark.parametrize(("days", "windows"), [(1, 1), (90, 1), (91, 2), (200, 3), (730, 9)])
async def test_windows_are_at_most_ninety_days(days: int, windows: int) -> None:
    """Longer periods are asked in windows without gap or overlap, also where one has no call."""
    none = Says({"errors": ["No calls found for the specified period"]}, 404)
    _, there = await _ask({EXTENSIVE: [none]}, days, moved=Moved())
    spans = [
        tuple(
            datetime.fromisoformat(one.body["filter"][key])
            for key in ("fromDateTime", "toDateTime")
        )
        for one in there.heard
    ]
    assert len(spans) == windows
    assert all(end - start <= timedelta(days=90) for start, end in spans)
    assert all(later[0] == earlier[1] for later, earlier in itertools.pairwise(spans))
    assert spans[0][1] - spans[-1][0] == timedelta(days=days)


@pytest.mark.parametrize("days", [0, -1, 731, 1.5, "7", True, None])
async def test_days_that_are_none_are_refused(days: Any) -> None:
    """Nothing is sent for a number of days that means nothing."""
    with pytest.raises(OperatorosError) as raised:
        await _ask({}, days)
    assert raised.value.code == "ERR_GONG_DAYS"


@pytest.mark.parametrize(
    ("started", "read"),
    [
        (1518863400, "2018-02-17T10:30:00Z"),
        ("1518863400", "2018-02-17T10:30:00Z"),
        (1518863400000, "2018-02-17T10:30:00Z"),
        ("2018-02-18T02:30:00-07:00", "2018-02-18T09:30:00Z"),
        ("2018-02-18T09:30:00.5Z", "2018-02-18T09:30:00.500Z"),
        ("whenever", "whenever"),
    ],
)
async def test_times_are_read_in_both_forms(started: Any, read: str) -> None:
    """Epoch numbers and ISO texts become the same ISO time in UTC; others stay."""
    answer, _ = await _ask({EXTENSIVE: [_page(_call(1, started=started))]})
    assert answer.items[0]["started"] == read


@pytest.mark.parametrize("kind", ["Opportunity", "Deal", "opportunity", "DEAL"])
async def test_deals_are_found_under_both_names(kind: str) -> None:
    """Opportunity and Deal, in any case, are deals; the same one twice is one."""
    linked = {"objectType": kind, "objectId": 12, "fields": [{"name": "name", "value": "X"}]}
    call = {**_call(1), "context": [{"objects": [linked]}, {"objects": [linked]}]}
    answer, _ = await _ask({EXTENSIVE: [_page(call)]})
    assert (answer.items[0]["deals"], answer.items[0]["deal_ids"]) == (["X"], ["12"])


async def test_ids_of_twenty_digits_stay_whole() -> None:
    """An id that a service sends as a number keeps every digit and becomes text."""
    raw = b'{"records": {}, "calls": [{"metaData": {"id": 74821009331746521001}}]}'
    answer, _ = await _ask({EXTENSIVE: [Says(raw)]})
    assert answer.items == ({"id": "74821009331746521001"},)


async def test_a_call_without_analysis_is_still_a_call() -> None:
    """Blocks that come hours later are simply not there yet."""
    bare = {"metaData": CALL["metaData"], "parties": None, "context": None}
    answer, _ = await _ask({EXTENSIVE: [_page(bare)]})
    assert answer.items[0]["title"] == "Acme: proposal"
    assert not {"brief", "key_points", "host"} & set(answer.items[0])


async def test_the_total_is_what_came_when_all_was_read() -> None:
    """Gong's own count can exceed its pages; a cut answer tells Gong's count."""
    answer, _ = await _ask({EXTENSIVE: [_page(_call(1), total=40)]})
    assert answer.total == 1
    answer, _ = await _ask(
        {EXTENSIVE: [_page(_call(1), _call(2), cursor="c", total=40)]}, max_records=2
    )
    assert answer.error is not None
    assert (len(answer.items), answer.total, answer.error.code) == (2, 40, "ERR_RECORDS_CUT")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Says({"errors": ["bad key"]}, 401), "ERR_HTTP_AUTH"),
        (Says({"errors": ["untrusted IP"]}, 403), "ERR_HTTP_SCOPE"),
        (Says({"errors": ["oops"]}, 500), "ERR_HTTP_STATUS"),
        (Says({"errors": ["wait"]}, 429, {"Retry-After": "600"}), "ERR_RATE_LIMITED"),
        (Says({"requestId": "r"}), "ERR_ANSWER_UNEXPECTED"),
    ],
)
async def test_failures_are_never_zero_calls(said: Says, code: str) -> None:
    """401, 403, 429 and 500 are errors with codes, not an empty week."""
    with pytest.raises(OperatorosError) as raised:
        await _ask({EXTENSIVE: [said]}, moved=Moved())
    assert raised.value.code == code
    assert "shhh-secret" not in str(raised.value.as_json())


async def test_a_connector_without_the_key_is_told() -> None:
    """A person's own file that lacks a field gets an error that names it; nothing is sent."""
    async with service({}) as there, context() as here:
        asked = vendor("gong", there.url, {"days_back": 7}, credentials={"accessKey": "AK"})
        with pytest.raises(OperatorosError) as raised:
            await TOOLS["get_recent_calls"].run(asked, here)
    assert raised.value.code == "ERR_CREDENTIAL_NOT_DECLARED"
    assert raised.value.details["field"] == "accessSecret"
    assert there.heard == []


async def test_three_a_second() -> None:
    """Ten pages take three seconds of the moved clock; Retry-After is obeyed."""
    moved = Moved()
    pages = [_page(_call(n), cursor=str(n)) for n in range(9)] + [_page(_call(9))]
    start = moved.now
    await _ask({EXTENSIVE: pages}, moved=moved)
    assert 3.0 <= moved.now - start < 4.0
    moved = Moved()
    limited = Says({"errors": ["wait"]}, 429, {"Retry-After": "2"})
    answer, _ = await _ask({EXTENSIVE: [limited, _page(_call(1))]}, moved=moved)
    assert (sum(moved.slept), answer.attempts) == (2.0, 2)


async def test_the_users_own_address_is_used() -> None:
    """GONG_API_URL, with or without /v2, is where the calls are asked for; nonsense is refused."""

    def heard(one: Heard) -> Says:
        return _page(_call(1))

    connector = Connector(id="gong", name="Gong", kind="module", module=Module(name="gong"))
    tool = TOOLS["get_recent_calls"]
    async with service({EXTENSIVE: heard}) as there, context() as here:
        for url in (there.url, there.url + "/v2", there.url + "/v2/"):
            asked = question(connector, "x", {"days_back": 1}, credentials={**KEYS, "apiUrl": url})
            answer = await tool.run(asked, here)
            assert len(answer.items) == 1
        for url in ("http://api.gong.io", "api.gong.io", "https://u:p@api.gong.io/v2"):
            asked = question(connector, "x", {"days_back": 1}, credentials={**KEYS, "apiUrl": url})
            with pytest.raises(OperatorosError) as raised:
                await tool.run(asked, here)
            assert raised.value.code == "ERR_GONG_API_URL"
