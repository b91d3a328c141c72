"""REST services from YAML alone: requests, pages, records, and every way to fail."""

from __future__ import annotations

from typing import Any

import anyio
import pytest

from operatoros.catalog.connectors import parse_connector
from operatoros.catalog.declared import Api, Auth, Fetch, Paging, Param, Rate, Retry
from operatoros.connectors.asking import Answer
from operatoros.connectors.rest import ask, make_terms, paces
from operatoros.errors import OperatorosError
from operatoros.net.address import split_url
from operatoros.values.record import Shape
from tests.connectors.wired import Heard, Routes, Says, Service, context, question, rest, service
from tests.net import faulty
from tests.net.faulty import LATEST_S, Moved, Script, says, serving
from tests.net.test_client import FAULTS

pytestmark = pytest.mark.anyio

ITEMS = [{"id": 1, "name": "One"}, {"id": 2, "name": "Two"}]
KEY = "key-123456789"
AS_TOKEN = Auth(kind="token", token="{{credentials.apiKey}}")


async def _ask(
    routes: Routes,
    fetch: Fetch,
    params: Any = None,
    *,
    path: str = "",
    moved: Moved | None = None,
    **more: Any,
) -> tuple[Answer, Service]:
    more.setdefault("credentials", {"apiKey": KEY})
    async with service(routes) as there, context(moved) as here:
        return await ask(rest(there.url + path, fetch, params, **more), here), there


def _fetch(path: str = "/items", **more: Any) -> Fetch:
    return Fetch(name="get_items", path=path, **more)


# ---- the requirement's own example -------------------------------------------------------------

MY_SERVICE = """\
id: my-service
name: My Service
type: api

api:
  baseUrl: http://127.0.0.1:1
  auth:
    type: token
    token: "{{credentials.apiKey}}"

fetches:
  get_items:
    endpoint: GET /items
    description: "Get all items"
    params:
      limit:
        type: number
        default: 20

auth:
  type: token
  fields:
    apiKey:
      label: "API Key"
      type: password
"""


async def test_the_requirements_example_works_as_written() -> None:
    """YAML alone, a key, and the items come: GET /items?limit=20 with a Bearer token."""
    async with service({"GET /items": [Says(ITEMS)]}) as there, context() as here:
        text = MY_SERVICE.replace("http://127.0.0.1:1", there.url)
        connector = parse_connector(text, file="my-service.yaml")
        answer = await ask(
            question(
                connector,
                "get_items",
                {"limit": 20},
                fetch=connector.fetches["get_items"],
                credentials={"apiKey": KEY},
            ),
            here,
        )
    (heard,) = there.heard
    assert (heard.method, heard.path, heard.query) == ("GET", "/items", [("limit", "20")])
    assert heard.headers["authorization"] == f"Bearer {KEY}"
    assert answer.items == tuple(ITEMS)
    assert (answer.shape.noun, answer.shape.key, answer.shape.title) == ("items", "id", "name")
    assert answer.shape.guessed
    assert (answer.requests, answer.attempts, answer.error) == (1, 1, None)
    assert answer.bytes > 40


# ---- places ------------------------------------------------------------------------------------


async def test_values_reach_their_places_encoded() -> None:
    """Path, query, header and body each encode a value their own way; none leaves its place."""
    hostile = "a/../b?c=d&e#f {x}"
    fetch = _fetch(
        "/things/{thing}/items",
        method="POST",
        query={"fixed": "1", "day": "{{date.today}}", "list": ["a", "b"], "none": None},
        headers={"X-Day": "{{date.today}}", "X-Key": "{{credentials.apiKey}}"},
        body={"filter": {"name": "{{params.name}}", "count": "{{params.count}}"}},
        params=(
            Param(name="q", place="query"),
            Param(name="tag", place="header"),
            Param(name="extra"),
        ),
    )
    params = {"thing": hostile, "name": hostile, "count": 3, "q": hostile, "tag": "t", "extra": [1]}
    answer, there = await _ask(
        {"POST /things/a%2F..%2Fb%3Fc%3Dd%26e%23f%20%7Bx%7D/items": [Says(ITEMS)]}, fetch, params
    )
    (heard,) = there.heard
    assert heard.query == [
        ("fixed", "1"),
        ("day", "2026-11-21"),
        ("list", "a"),
        ("list", "b"),
        ("q", hostile),
    ]
    assert heard.headers["x-day"] == "2026-11-21"
    assert heard.headers["x-key"] == KEY
    assert heard.headers["tag"] == "t"
    assert heard.body == {"filter": {"name": hostile, "count": 3}, "extra": [1]}
    assert len(answer.items) == 2


@pytest.mark.parametrize("value", [".", "..", "", None, ["a"]])
async def test_a_path_value_that_leaves_its_place_is_refused(value: Any) -> None:
    """Nothing is sent for a path that would be another one."""
    with pytest.raises(OperatorosError) as raised:
        await _ask({}, _fetch("/things/{thing}"), {"thing": value})
    assert raised.value.code == "ERR_TEMPLATE_VALUE"


async def test_parameters_go_where_the_method_wants_them() -> None:
    """By themselves: query for GET, body for POST; null is not sent; lists repeat."""
    params = {"a": 1, "b": True, "c": None, "d": ["x", "y"], "e": 1.0}
    _, there = await _ask({"GET /items": [Says([])]}, _fetch(), params)
    assert there.heard[0].query == [("a", "1"), ("b", "true"), ("d", "x"), ("d", "y"), ("e", "1")]
    _, there = await _ask({"POST /items": [Says([])]}, _fetch(method="POST"), params)
    assert there.heard[0].body == {"a": 1, "b": True, "d": ["x", "y"], "e": 1.0}
    assert there.heard[0].query == []


async def test_a_parameter_without_a_place_in_the_body_is_refused() -> None:
    """A body that is a list has no room for a named value."""
    with pytest.raises(OperatorosError) as raised:
        await _ask({}, _fetch(method="POST", body=[1, 2]), {"x": 1})
    assert raised.value.code == "ERR_API_BODY"


# ---- who asks ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("auth", "header", "value", "query"),
    [
        (Auth(), "authorization", None, []),
        (AS_TOKEN, "authorization", f"Bearer {KEY}", []),
        (
            Auth(kind="token", token="{{credentials.apiKey}}", prefix=""),
            "authorization",
            KEY,
            [],
        ),
        (
            Auth(kind="token", token="{{credentials.apiKey}}", header="X-Token", prefix="Key"),
            "x-token",
            f"Key {KEY}",
            [],
        ),
        (
            Auth(kind="api-key", token="{{credentials.apiKey}}", header="X-Api-Key", prefix=""),
            "x-api-key",
            KEY,
            [],
        ),
        (
            Auth(kind="api-key", token="{{credentials.apiKey}}", query="api_key"),
            "authorization",
            None,
            [("api_key", KEY)],
        ),
        (
            Auth(kind="basic", username="me", password="{{credentials.apiKey}}"),
            "authorization",
            "Basic bWU6a2V5LTEyMzQ1Njc4OQ==",
            [],
        ),
    ],
)
async def test_every_kind_of_auth(
    auth: Auth, header: str, value: str | None, query: list[tuple[str, str]]
) -> None:
    """None, token with and without prefix, key in header or query, and basic."""
    answer, there = await _ask(
        {"GET /items": [Says(ITEMS)]}, _fetch(), api=Api(base_url="", auth=auth)
    )
    assert there.heard[0].headers.get(header) == value
    assert there.heard[0].query == query
    assert KEY not in repr(answer)


async def test_no_error_shows_the_key_wherever_it_was_sent() -> None:
    """A key in path, query, header or body is in no error that a failing service causes."""
    fetch = _fetch(
        "/bot{{credentials.apiKey}}/items",
        method="POST",
        query={"key": "{{credentials.apiKey}}"},
        headers={"X-Key": "{{credentials.apiKey}}"},
        body={"key": "{{credentials.apiKey}}"},
    )
    routes = {f"POST /bot{KEY}/items": [Says({"message": f"no {KEY}"}, 500)]}
    with pytest.raises(OperatorosError) as raised:
        await _ask(routes, fetch, moved=Moved(), api=Api(base_url="", auth=AS_TOKEN))
    assert raised.value.details["status"] == 500
    assert KEY not in str(raised.value.as_json())
    assert KEY not in str(raised.value)
    assert "/bot[secret]/items" in raised.value.message
    for alone in (
        _fetch("/bot{{credentials.apiKey}}/items"),
        _fetch("/items", method="POST", body={"key": "{{credentials.apiKey}}"}),
    ):
        said = {"POST /items": [Says({"message": f"no {KEY}"}, 400)]}
        with pytest.raises(OperatorosError) as raised:
            await _ask({**routes, **said}, alone, moved=Moved())
        assert KEY not in str(raised.value.as_json())


# ---- pages -------------------------------------------------------------------------------------


def _rows(start: int, count: int) -> list[dict[str, int]]:
    return [{"id": number} for number in range(start, start + count)]


async def _paged(paging: Paging, answers: list[Says] | Any, **more: Any) -> tuple[Answer, Service]:
    method = more.pop("method", "GET")
    fetch = _fetch(paging=paging, method=method, data_selector=more.pop("selector", ""))
    return await _ask({f"{method} /items": answers}, fetch, **more)


async def test_cursor_pages_in_the_query() -> None:
    """The cursor of one answer is the parameter of the next request; the size is asked for."""
    paging = Paging(
        kind="cursor",
        cursor_path="meta.next",
        param="after",
        size_param="limit",
        size=2,
        total_path="meta.total",
    )
    pages = [
        Says({"items": _rows(1, 2), "meta": {"next": "c/1", "total": 3}}),
        Says({"items": _rows(3, 1), "meta": {"next": None, "total": 3}}),
    ]
    answer, there = await _paged(paging, pages)
    assert [one.query for one in there.heard] == [
        [("limit", "2")],
        [("limit", "2"), ("after", "c/1")],
    ]
    assert [item["id"] for item in answer.items] == [1, 2, 3]
    assert (answer.total, answer.error) == (3, None)


async def test_cursor_pages_in_the_body() -> None:
    """The body is repeated with the cursor at its dotted place."""
    paging = Paging(kind="cursor", cursor_path="next", param="page.cursor", place="body")
    pages = [Says({"items": _rows(1, 1), "next": 7}), Says({"items": _rows(2, 1)})]
    answer, there = await _paged(paging, pages, method="POST")
    assert [one.body for one in there.heard] == [None, {"page": {"cursor": 7}}]
    assert len(answer.items) == 2


async def test_page_numbers() -> None:
    """Numbers count up from the first; a short page is the last."""
    paging = Paging(kind="page", param="page", size_param="per_page", size=2, first=1)
    answer, there = await _paged(paging, [Says(_rows(1, 2)), Says(_rows(3, 1))])
    assert [dict(one.query)["page"] for one in there.heard] == ["1", "2"]
    assert (len(answer.items), answer.error) == (3, None)


async def test_page_numbers_without_a_size_end_at_an_empty_page() -> None:
    """Where the page size is unknown, the walk ends when nothing more comes."""
    paging = Paging(kind="page", param="p", first=0)
    answer, there = await _paged(paging, [Says(_rows(1, 2)), Says(_rows(3, 2)), Says([])])
    assert [dict(one.query)["p"] for one in there.heard] == ["0", "1", "2"]
    assert (len(answer.items), answer.error) == (4, None)


async def test_offsets_count_records() -> None:
    """The offset is the number of records so far; the total ends it without an empty request."""
    paging = Paging(kind="offset", param="offset", first=0, total_path="total")
    pages = [Says({"items": _rows(0, 3), "total": 5}), Says({"items": _rows(3, 2), "total": 5})]
    answer, there = await _paged(paging, pages)
    assert [dict(one.query)["offset"] for one in there.heard] == ["0", "3"]
    assert (len(answer.items), answer.total, answer.error) == (5, 5, None)


async def test_a_flag_ends_or_goes_on() -> None:
    """`has_more: false` ends a walk even with a cursor; `true` without one is an error."""
    paging = Paging(kind="cursor", cursor_path="next", has_more_path="more", param="c")
    answer, there = await _paged(paging, [Says({"items": _rows(1, 1), "next": "x", "more": False})])
    assert (len(there.heard), answer.error) == (1, None)
    answer, _ = await _paged(paging, [Says({"items": _rows(1, 1), "more": True})])
    assert answer.error is not None
    assert (len(answer.items), answer.error.code) == (1, "ERR_NEXT_PAGE_MISSING")


async def test_link_pages() -> None:
    """`Link: <...>; rel="next"` is followed on the same host, with the credential."""

    def page(one: Heard) -> Says:
        number = int(dict(one.query).get("page", "1"))
        link = f'<?page={number + 1}&q=a%20b>; rel="next", <?page=1>; rel="first"'
        return Says(_rows(number, 1), headers={"Link": link} if number < 3 else {})

    answer, there = await _paged(Paging(kind="link"), page, api=Api(base_url="", auth=AS_TOKEN))
    assert [one.query for one in there.heard] == [
        [],
        [("page", "2"), ("q", "a b")],
        [("page", "3"), ("q", "a b")],
    ]
    assert all(one.headers["authorization"] == f"Bearer {KEY}" for one in there.heard)
    assert [item["id"] for item in answer.items] == [1, 2, 3]


async def test_link_pages_in_the_body() -> None:
    """A `next` URL in the body is followed like a Link header."""
    paging = Paging(kind="link", cursor_path="next")
    pages = [Says({"results": _rows(1, 1), "next": "/items?page=2"}), Says({"results": []})]
    answer, there = await _paged(paging, pages)
    assert [one.query for one in there.heard] == [[], [("page", "2")]]
    assert (len(answer.items), answer.error) == (1, None)


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/items", "//evil.example/", "http://127.0.0.1:1/items", "https://[::1/"],
)
async def test_a_next_page_elsewhere_is_not_asked(target: str) -> None:
    """A link to another origin ends the walk, says so, and sends the credential nowhere."""
    pages = [Says(_rows(1, 1), headers={"Link": f'<{target}>; rel="next"'})]
    answer, there = await _paged(Paging(kind="link"), pages, api=Api(base_url="", auth=AS_TOKEN))
    assert len(there.heard) == 1
    assert answer.error is not None
    assert (len(answer.items), answer.error.code) == (1, "ERR_NEXT_PAGE_ELSEWHERE")


@pytest.mark.parametrize(
    ("paging", "page"),
    [
        (Paging(kind="cursor", cursor_path="next", param="c"), {"items": [{"id": 1}], "next": "x"}),
        (Paging(kind="page", param="page"), {"items": [{"id": 1}]}),
        (Paging(kind="offset", param="offset", first=0), {"items": [{"id": 1}]}),
        (Paging(kind="link", cursor_path="next"), {"items": [{"id": 1}], "next": "/items?p=2"}),
    ],
)
async def test_a_service_that_repeats_itself_ends(paging: Paging, page: Any) -> None:
    """The same cursor, link or page again ends the walk after two requests and is told."""
    answer, there = await _paged(paging, [Says(page)])
    assert len(there.heard) == 2
    assert answer.error is not None
    assert (len(answer.items), answer.error.code) == (1, "ERR_PAGE_LOOP")


async def test_endless_pages_end_at_the_most() -> None:
    """New pages for ever end at `max_pages`, partial and told."""

    def page(one: Heard) -> Says:
        return Says(_rows(int(dict(one.query)["page"]), 1))

    answer, there = await _paged(Paging(kind="page", param="page", max_pages=7), page)
    assert len(there.heard) == 7
    assert answer.error is not None
    assert (len(answer.items), answer.error.code) == (7, "ERR_TOO_MANY_PAGES")


async def test_records_are_cut_at_the_most_and_told() -> None:
    """`max_records` cuts; the answer says how many of how many."""
    paging = Paging(kind="page", param="page", total_path="total")
    answer, there = await _paged(paging, [Says({"items": _rows(1, 5), "total": 50})], max_records=3)
    assert len(there.heard) == 1
    assert answer.error is not None
    assert (len(answer.items), answer.total, answer.error.code) == (3, 50, "ERR_RECORDS_CUT")


async def test_a_failing_page_keeps_the_pages_before() -> None:
    """The third page answers 500, the fourth would be fine: two are kept and the failure told."""
    pages = [Says(_rows(1, 1)), Says(_rows(2, 1)), Says({}, 500)]
    answer, _ = await _paged(Paging(kind="page", param="page"), pages, moved=Moved())
    assert answer.error is not None
    assert (len(answer.items), answer.error.code) == (2, "ERR_HTTP_STATUS")
    assert (answer.requests, answer.attempts) == (5, 3)


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ({"items": [1], "has_more": True}, {}),
        ({"items": [1], "next_cursor": "abc"}, {}),
        ({"data": [1], "pagination": {"has_next_page": True}}, {}),
        ({"results": [1], "next": "https://api.example/?page=2"}, {}),
        ({"results": [1], "paging": {"next": {"after": "100"}}}, {}),
        ([1], {"Link": '</items?page=2>; rel="next"'}),
    ],
)
async def test_pages_that_nobody_declared_are_not_silently_left(body: Any, headers: Any) -> None:
    """An answer that says that there is more makes a fetch without paging partial."""
    answer, there = await _ask({"GET /items": [Says(body, headers=headers)]}, _fetch())
    assert len(there.heard) == 1
    assert answer.error is not None
    assert (len(answer.items), answer.error.code) == (1, "ERR_MORE_PAGES")


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        ({"items": [1], "has_more": False, "next_cursor": None}, {}),
        ({"items": [1], "next": "", "paging": {}}, {}),
        ({"items": [], "has_more": True}, {}),
        ([1], {"Link": '</items?page=1>; rel="prev", </x>; rel="nextish"'}),
    ],
)
async def test_a_last_page_is_complete(body: Any, headers: Any) -> None:
    """The twin of the above: no sign of more, no error."""
    answer, _ = await _ask({"GET /items": [Says(body, headers=headers)]}, _fetch())
    assert answer.error is None


# ---- answers -----------------------------------------------------------------------------------


async def test_the_selector_names_the_list() -> None:
    """A dotted path finds the records; what is not there is an error, not an empty list."""
    routes: Routes = {"GET /items": [Says({"a": {"b": ITEMS}, "items": [{"id": 9}]})]}
    answer, _ = await _ask(routes, _fetch(data_selector="a.b"))
    assert answer.items == tuple(ITEMS)
    with pytest.raises(OperatorosError) as raised:
        await _ask(routes, _fetch(data_selector="a.c"))
    assert raised.value.code == "ERR_ANSWER_UNEXPECTED"


async def test_a_declared_shape_wins() -> None:
    """Where the fetch declares a shape, nothing is guessed."""
    shape = Shape(noun="things", key="name")
    answer, _ = await _ask({"GET /items": [Says(ITEMS)]}, _fetch(shape=shape))
    assert answer.shape == shape


async def test_errors_in_a_good_status_are_failures() -> None:
    """GraphQL-like `errors` without data raise instead of becoming a record."""
    body = {"errors": [{"message": "no such field"}], "data": None}
    with pytest.raises(OperatorosError) as raised:
        await _ask({"POST /items": [Says(body)]}, _fetch(method="POST"))
    assert raised.value.code == "ERR_ANSWER_IS_ERROR"
    assert "no such field" in raised.value.message


async def test_no_content_is_no_record() -> None:
    """204 and an empty body are an empty answer."""
    answer, _ = await _ask({"GET /items": [Says(b"", 204)]}, _fetch())
    assert (answer.items, answer.error) == ((), None)


async def test_a_web_page_is_an_error() -> None:
    """A login page with status 200 is not data."""
    with pytest.raises(OperatorosError) as raised:
        await _ask({"GET /items": [Says(b"<html>Log in</html>")]}, _fetch())
    assert raised.value.code == "ERR_NOT_JSON"


# ---- faults and bounds -------------------------------------------------------------------------

RAW: dict[str, tuple[Script, str]] = {
    **FAULTS,
    "JSON cut off": (says(faulty.http(200, b'{"items": [{"id": 1}, {"id')), "ERR_NOT_JSON"),
    "HTML": (says(faulty.http(200, b"<html></html>")), "ERR_NOT_JSON"),
    "endless nesting": (says(faulty.http(200, b"[" * 100_000)), "ERR_NOT_JSON"),
}


@pytest.mark.parametrize("fault", RAW)
async def test_every_fault_ends_the_source_on_time(fault: str) -> None:
    """Through the connector too, each fault ends within the source's seconds with its code."""
    script, code = RAW[fault]
    api = Api(base_url="", max_bytes=1_000_000, retry=Retry(attempts=1))
    async with serving(script) as server, context() as here:
        asked = rest(server.url, _fetch(), api=api, timeout_s=0.5)
        with anyio.fail_after(LATEST_S), pytest.raises(OperatorosError) as raised:
            await ask(asked, here)
    assert raised.value.code == code


async def test_a_timeout_names_the_sources_seconds() -> None:
    """The message has the seconds that a person can change, not what was left of them."""
    async with serving(faulty.hangs) as server, context() as here:
        with pytest.raises(OperatorosError) as raised:
            await ask(rest(server.url, _fetch(), timeout_s=0.3), here)
    assert raised.value.details["timeout_s"] == 0.3


async def test_slow_pages_share_one_deadline() -> None:
    """The second page hangs: the first is kept, and the source ends at its seconds."""

    async def script(stream: Any, head: bytes, number: int) -> None:
        if number:
            await faulty.hangs(stream, head, number)
        await stream.send(faulty.http(200, b'[{"id": 1}]'))

    async with serving(script) as server, context() as here:
        fetch = _fetch(paging=Paging(kind="page", param="page"))
        with anyio.fail_after(LATEST_S):
            answer = await ask(rest(server.url, fetch, timeout_s=0.5), here)
    assert answer.error is not None
    assert (len(answer.items), answer.error.code) == (1, "ERR_SOURCE_TIMEOUT")


async def test_retries_are_those_that_are_declared() -> None:
    """429 with Retry-After is waited for; the tries are counted in the answer."""
    moved = Moved()
    busy = Says({}, 429, {"Retry-After": "2"})
    answer, there = await _ask({"GET /items": [busy, busy, Says(ITEMS)]}, _fetch(), moved=moved)
    assert (len(there.heard), sum(moved.slept)) == (3, 4.0)
    assert (answer.requests, answer.attempts) == (3, 3)


@pytest.mark.parametrize(
    ("rate", "windows"),
    [
        (Rate(), []),
        (Rate(per_second=5), [(5, 1.0)]),
        (Rate(per_second=2.5), [(2, 0.8)]),
        (Rate(per_second=0.5), [(1, 2.0)]),
        (Rate(per_minute=30), [(30, 60.0)]),
        (Rate(per_second=3, per_minute=0.5), [(3, 1.0), (1, 120.0)]),
    ],
)
async def test_rates_become_windows(rate: Rate, windows: list[tuple[int, float]]) -> None:
    """Any rate, fractions too, is a count in a window."""
    assert [(pace.count, pace.window_s) for pace in paces(rate)] == windows


async def test_shipped_connectors_cannot_be_led_into_a_private_net() -> None:
    """A person's own connector may name private addresses; ours may only name what it names."""
    own = make_terms(Api(base_url=""), split_url("https://api.example")[0], shipped=False)
    ours = make_terms(Api(base_url=""), split_url("https://api.example")[0], shipped=True)
    demo = make_terms(Api(base_url=""), split_url("http://127.0.0.1:8080")[0], shipped=True)
    assert (own.private, ours.private, demo.private) == (True, False, True)
    assert own.hosts == ("api.example",)


async def test_plain_http_beyond_this_machine_is_refused() -> None:
    """An http address that is not loopback is refused before anything is sent."""
    async with context() as here:
        asked = rest("http://10.255.255.1", _fetch(), timeout_s=2)
        with pytest.raises(OperatorosError) as raised:
            await ask(asked, here)
    assert raised.value.code == "ERR_ADDRESS_REFUSED"
