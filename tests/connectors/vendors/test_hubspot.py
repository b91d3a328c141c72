"""HubSpot: requests as its documentation wants them, records as people read them.

The literal bodies and paths below are written down from HubSpot's published interface, not from
our code or our demo server.
"""

from __future__ import annotations

from typing import Any

import pytest

from operatoros.connectors.asking import Answer, Tool
from operatoros.connectors.vendors.hubspot import TOOLS
from operatoros.errors import OperatorosError
from operatoros.values.record import at
from tests.connectors.wired import Heard, Routes, Says, Service, context, service, vendor
from tests.net.faulty import Moved

pytestmark = pytest.mark.anyio

SEARCH = "POST /crm/v3/objects/deals/search"
OWNERS = "GET /crm/v3/owners"
PIPELINES = "GET /crm/v3/pipelines/deals"
TOKEN = "pat-na1-11111111-2222"

# The search for open deals: all five keys, sort in object form, operand as text.
OPEN_DEALS_BODY = {
    "filterGroups": [
        {"filters": [{"propertyName": "hs_is_closed", "operator": "EQ", "value": "false"}]}
    ],
    "sorts": [{"propertyName": "amount", "direction": "DESCENDING"}],
    "properties": [
        "dealname",
        "amount",
        "deal_currency_code",
        "dealstage",
        "pipeline",
        "closedate",
        "hubspot_owner_id",
        "createdate",
        "hs_lastmodifieddate",
    ],
    "limit": 200,
    "after": "0",
}


def _deal(number: int, **properties: Any) -> dict[str, Any]:
    given = {
        "dealname": f"Deal {number}",
        "amount": str(1000 * number),
        "deal_currency_code": "EUR",
        "dealstage": "appointmentscheduled",
        "pipeline": "default",
        "closedate": "2026-12-01T00:00:00Z",
        "hubspot_owner_id": "7",
        "createdate": "2026-10-01T08:00:00.123Z",
        "hs_lastmodifieddate": "2026-11-20T08:00:00Z",
    }
    return {"id": str(number), "properties": {**given, **properties}, "archived": False}


def _page(*deals: dict[str, Any], total: int | None = None, after: str = "") -> Says:
    paging = {"paging": {"next": {"after": after, "link": "?x"}}} if after else {}
    return Says({"total": len(deals) if total is None else total, "results": list(deals), **paging})


PIPELINE_ROWS = Says(
    {
        "results": [
            {
                "id": "default",
                "label": "Sales",
                "displayOrder": 0,
                "stages": [
                    {
                        "id": "appointmentscheduled",
                        "label": "Discovery",
                        "displayOrder": 0,
                        "metadata": {"isClosed": "false", "probability": "0.2"},
                    },
                    {
                        "id": "contractsent",
                        "label": "Contract",
                        "displayOrder": 1,
                        "metadata": {"isClosed": "false", "probability": "0.9"},
                    },
                    {
                        "id": "closedwon",
                        "label": "Won",
                        "displayOrder": 2,
                        "metadata": {"isClosed": "true", "probability": "1.0"},
                    },
                    {
                        "id": "ClosedLost",
                        "label": "Lost",
                        "displayOrder": 3,
                        "metadata": {"probability": "0.0"},
                    },
                ],
            }
        ]
    }
)
OWNER_ROWS = Says(
    {"results": [{"id": "7", "firstName": "Ann", "lastName": "Lee", "email": "ann@x.example"}]}
)
WORKING: Routes = {
    SEARCH: [_page(_deal(2), _deal(1))],
    OWNERS: [OWNER_ROWS],
    PIPELINES: [PIPELINE_ROWS],
}
SCOPE = Says(
    {
        "status": "error",
        "category": "MISSING_SCOPES",
        "message": "missing",
        "errors": [{"context": {"requiredGranularScopes": ["crm.objects.owners.read"]}}],
    },
    403,
)


async def _ask(
    tool: str, routes: Routes, *, moved: Moved | None = None, **more: Any
) -> tuple[Answer, Service]:
    async with service(routes) as there, context(moved) as here:
        return await _run(TOOLS[tool], there, here, **more), there


async def _run(tool: Tool, there: Service, here: Any, **more: Any) -> Answer:
    asked = vendor("hubspot", there.url, credentials={"accessToken": TOKEN}, **more)
    return await tool.run(asked, here)


async def test_open_deals_are_one_search_and_one_lookup() -> None:
    """The body is the literal one; the token is a Bearer; stages are labels; values are typed."""
    answer, there = await _ask("get_open_deals", WORKING)
    assert [f"{one.method} {one.path}" for one in there.heard].count(SEARCH) == 1
    assert len(there.heard) == 2
    assert there.asked(SEARCH)[0].body == OPEN_DEALS_BODY
    assert all(one.headers["authorization"] == f"Bearer {TOKEN}" for one in there.heard)
    assert answer.items[0] == {
        "id": "2",
        "name": "Deal 2",
        "amount": 2000,
        "currency": "EUR",
        "stage": "Discovery",
        "pipeline": "Sales",
        "close_date": "2026-12-01",
        "created": "2026-10-01T08:00:00.123Z",
        "modified": "2026-11-20T08:00:00Z",
    }
    assert (answer.total, answer.requests, answer.error) == (2, 2, None)


async def test_open_deals_with_owners_are_three_requests() -> None:
    """Up to 200 deals need three requests; owners are asked for with paging, active ones first."""
    answer, there = await _ask("get_open_deals_with_owners", WORKING)
    assert sorted(f"{one.method} {one.path}" for one in there.heard) == [OWNERS, PIPELINES, SEARCH]
    assert there.asked(OWNERS)[0].query == [("limit", "100"), ("archived", "false")]
    assert there.asked(PIPELINES)[0].query == []
    assert answer.items[0]["owner"] == "Ann Lee"
    assert answer.items[0]["owner_email"] == "ann@x.example"


async def test_the_shape_names_fields_that_records_have() -> None:
    """Every path of the declared shapes is in a record that has everything."""
    for tool in ("get_open_deals_with_owners", "get_pipeline_summary"):
        full = _deal(1) | {"url": "https://app.hubspot.com/contacts/1/record/0-3/1"}
        answer, _ = await _ask(tool, {**WORKING, SEARCH: [_page(full, _deal(2, amount=None))]})
        shape = answer.shape
        paths = [shape.key, shape.title, shape.url, shape.due, *shape.dates, *shape.people]
        paths += [*shape.noise, *shape.fields, *(money.amount for money in shape.money)]
        paths += [money.currency for money in shape.money]
        for path in filter(None, paths):
            assert any(at(item, path) is not None for item in answer.items), path
        assert not shape.guessed


async def test_pages_are_walked() -> None:
    """`paging.next.after` is sent back as `after` with the same body until it is gone."""
    pages = [
        _page(_deal(3), total=3, after="200"),
        _page(_deal(2), total=3, after="400"),
        _page(_deal(1), total=3),
    ]
    answer, there = await _ask("get_open_deals", {**WORKING, SEARCH: pages}, moved=Moved())
    bodies = [one.body for one in there.asked(SEARCH)]
    assert [body["after"] for body in bodies] == ["0", "200", "400"]
    assert all({**body, "after": "0"} == OPEN_DEALS_BODY for body in bodies)
    assert [item["id"] for item in answer.items] == ["3", "2", "1"]
    assert (answer.total, answer.error) == (3, None)


async def test_a_cut_is_said_with_both_numbers() -> None:
    """More deals than wanted: the answer is partial, with how many there are."""
    routes = {**WORKING, SEARCH: [_page(_deal(3), _deal(2), total=1240, after="200")]}
    answer, _ = await _ask("get_open_deals", routes, max_records=2)
    assert (len(answer.items), answer.total) == (2, 1240)
    assert answer.error is not None
    assert (answer.error.code, answer.error.details["kept"]) == ("ERR_RECORDS_CUT", 2)


async def test_the_same_after_twice_ends() -> None:
    """A service that names the same page again does not keep us."""
    routes = {**WORKING, SEARCH: [_page(_deal(3), after="200"), _page(_deal(2), after="200")]}
    answer, there = await _ask("get_open_deals", routes)
    assert len(there.asked(SEARCH)) == 2
    assert answer.error is not None
    assert (len(answer.items), answer.error.code) == (2, "ERR_PAGE_LOOP")


async def test_a_page_that_fails_keeps_the_pages_before() -> None:
    """The second page answers 500: the first one is kept and the failure told."""
    routes = {**WORKING, SEARCH: [_page(_deal(3), total=9, after="200"), Says({}, 500)]}
    answer, _ = await _ask("get_open_deals", routes, moved=Moved())
    assert answer.error is not None
    assert (len(answer.items), answer.total, answer.error.code) == (1, 9, "ERR_HTTP_STATUS")


async def test_accounts_that_do_not_know_hs_is_closed() -> None:
    """A 400 falls back to leaving out the closed stages, in lower case, from the pipelines."""

    def search(one: Heard) -> Says:
        name = one.body["filterGroups"][0]["filters"][0]["propertyName"]
        return (
            Says({"message": "no such property"}, 400)
            if name == "hs_is_closed"
            else _page(_deal(1))
        )

    answer, there = await _ask("get_open_deals", {**WORKING, SEARCH: search})
    assert len(answer.items) == 1
    assert len(there.asked(PIPELINES)) == 1
    assert there.asked(SEARCH)[1].body["filterGroups"] == [
        {
            "filters": [
                {
                    "propertyName": "dealstage",
                    "operator": "NOT_IN",
                    "values": ["closedlost", "closedwon"],
                }
            ]
        }
    ]


async def test_a_400_without_closed_stages_stays_an_error() -> None:
    """Where the fallback has nothing to go by, the service's own complaint is raised."""
    routes: Routes = {
        SEARCH: [Says({"message": "bad"}, 400)],
        PIPELINES: [Says({"results": []})],
    }
    with pytest.raises(OperatorosError) as raised:
        await _ask("get_open_deals", routes)
    assert raised.value.details["status"] == 400


async def test_owners_that_may_not_be_read_make_it_partial() -> None:
    """Deals come without names; the missing scope is named, nothing is swallowed."""
    answer, _ = await _ask("get_open_deals_with_owners", {**WORKING, OWNERS: [SCOPE]})
    assert len(answer.items) == 2
    assert answer.items[0]["owner"] == "owner 7"
    assert answer.error is not None
    assert answer.error.code == "ERR_HTTP_SCOPE"
    assert "crm.objects.owners.read" in answer.error.message
    assert answer.notes


async def test_pipelines_that_may_not_be_read_make_it_partial() -> None:
    """Stages are shown by their ids, and that is said."""
    answer, _ = await _ask("get_open_deals", {**WORKING, PIPELINES: [Says({}, 403)]})
    assert answer.items[0]["stage"] == "appointmentscheduled"
    assert answer.error is not None
    assert (answer.error.code, len(answer.notes)) == ("ERR_HTTP_SCOPE", 1)


async def test_owners_without_names_and_owners_who_left() -> None:
    """A missing name becomes the address; archived owners are asked for only when needed."""

    def owners(one: Heard) -> Says:
        if ("archived", "true") in one.query:
            return Says({"results": [{"id": "9", "firstName": "Gone", "email": "g@x.example"}]})
        return Says({"results": [{"id": "7", "email": "only@x.example"}]})

    deals = [_deal(4, hubspot_owner_id="9"), _deal(3), _deal(2, hubspot_owner_id=None)]
    routes = {**WORKING, OWNERS: owners, SEARCH: [_page(*deals)]}
    answer, there = await _ask("get_open_deals_with_owners", routes)
    assert [item.get("owner") for item in answer.items] == ["Gone", "only@x.example", None]
    assert [dict(one.query)["archived"] for one in there.asked(OWNERS)] == ["false", "true"]
    assert "undefined" not in str(answer.items)


async def test_owners_that_end_halfway_are_said_to_be_incomplete() -> None:
    """A first page of owners and then a refusal: the deals come, and the gap has its own code."""
    first = Says({"results": [{"id": "1", "email": "a"}], "paging": {"next": {"after": "1"}}})
    answer, _ = await _ask("get_open_deals_with_owners", {**WORKING, OWNERS: [first, SCOPE]})
    assert len(answer.items) == 2
    assert answer.error is not None
    assert answer.error.code == "ERR_HUBSPOT_OWNERS"


async def test_many_owners_are_paged() -> None:
    """`after` of the owners' list is followed."""
    pages = [
        Says({"results": [{"id": "1", "email": "a"}], "paging": {"next": {"after": "1"}}}),
        OWNER_ROWS,
    ]
    answer, there = await _ask("get_open_deals_with_owners", {**WORKING, OWNERS: pages})
    assert dict(there.asked(OWNERS)[1].query)["after"] == "1"
    assert answer.items[0]["owner"] == "Ann Lee"


async def test_the_summary_keeps_currencies_apart() -> None:
    """Stages in the pipeline's order, one row a currency, exact sums, deals without amount."""
    deals = [
        _deal(1, amount="0.10"),
        _deal(2, amount="0.20"),
        _deal(3, amount="700", deal_currency_code="USD"),
        _deal(4, amount=None),
        _deal(5, dealstage="contractsent", amount="50"),
        _deal(6, dealstage="closedwon", amount="9999"),
        _deal(7, dealstage="unheard-of", deal_currency_code=None, amount="1"),
    ]
    answer, _ = await _ask("get_pipeline_summary", {**WORKING, SEARCH: [_page(*deals)]})
    rows = [
        tuple(item.get(key) for key in ("stage", "deals", "amount", "currency", "without_amount"))
        for item in answer.items
    ]
    assert rows == [
        ("Discovery", 3, 0.3, "EUR", 1),
        ("Discovery", 1, 700, "USD", None),
        ("Contract", 1, 50, "EUR", None),
        ("unheard-of", 1, 1, None, None),
    ]
    assert len({item["id"] for item in answer.items}) == 4


async def test_a_summary_of_some_deals_says_so() -> None:
    """When the deals were cut, the sums are partial and the note has both numbers."""
    routes = {**WORKING, SEARCH: [_page(_deal(3), total=500, after="200")]}
    answer, _ = await _ask("get_pipeline_summary", routes, max_records=1)
    assert answer.error is not None
    assert answer.notes == ("the sums cover 1 of 500 deals",)


async def test_a_run_asks_once_for_what_its_sources_share() -> None:
    """All three fetches side by side need three requests; another token asks for itself."""
    import anyio

    async with service(WORKING) as there, context() as here:
        async with anyio.create_task_group() as group:
            for tool in TOOLS.values():
                group.start_soon(_run, tool, there, here)
        assert len(there.heard) == 3
        other = vendor("hubspot", there.url, credentials={"accessToken": "pat-other-token"})
        await TOOLS["get_open_deals"].run(other, here)
        assert len(there.heard) == 5


@pytest.mark.parametrize(
    ("status", "body", "slept"),
    [
        (429, {"policyName": "TEN_SECONDLY_ROLLING"}, [10.0, 20.0]),
        (
            429,
            {"policyName": "SECONDLY", "message": "You have reached your secondly limit."},
            [1.0, 2.0],
        ),
        (429, {"message": "You have reached your secondly limit."}, [1.0, 2.0]),
        (429, {"policyName": "DAILY"}, []),
        (500, {}, [0.2, 0.4]),
        (502, {}, [0.2, 0.4]),
        (423, {}, [2.0, 2.0]),
        (477, {}, [10.0, 10.0]),
        (400, {}, []),
        (404, {}, []),
    ],
)
async def test_its_policies_of_waiting(status: int, body: Any, slept: list[float]) -> None:
    """Waits are those of the official client; the daily limit and mistakes are not tried again."""
    moved = Moved()
    routes = {**WORKING, SEARCH: [Says(body, status)], PIPELINES: [Says({"results": []})]}
    with pytest.raises(OperatorosError):
        await _ask("get_open_deals", routes, moved=moved, timeout_s=300)
    assert moved.slept == slept


async def test_a_told_wait_goes_before_the_policy() -> None:
    """Retry-After, where it is sent, is obeyed."""
    moved = Moved()
    limited = Says({"policyName": "TEN_SECONDLY_ROLLING"}, 429, {"Retry-After": "3"})
    answer, _ = await _ask(
        "get_open_deals", {**WORKING, SEARCH: [limited, _page(_deal(1))]}, moved=moved
    )
    assert (len(answer.items), sum(moved.slept), answer.attempts) == (1, 3.0, 2)


async def test_searches_keep_to_five_a_second() -> None:
    """Twelve pages take at least two seconds of the moved clock."""
    moved = Moved()
    pages = [_page(_deal(n), after=str(n * 200)) for n in range(1, 12)] + [_page(_deal(99))]
    start = moved.now
    answer, there = await _ask("get_open_deals", {**WORKING, SEARCH: pages}, moved=moved)
    assert (len(there.asked(SEARCH)), len(answer.items)) == (12, 12)
    assert 2.0 <= moved.now - start < 3.0


async def test_at_most_ten_thousand_records_are_asked_for() -> None:
    """HubSpot refuses offsets beyond 10,000: fifty pages of 200, then the answer is partial."""

    def search(one: Heard) -> Says:
        start = int(one.body["after"])
        return _page(_deal(start + 1), total=20_000, after=str(start + 200))

    answer, there = await _ask(
        "get_open_deals", {**WORKING, SEARCH: search}, moved=Moved(), max_records=50_000
    )
    assert len(there.asked(SEARCH)) == 50
    assert max(int(one.body["after"]) for one in there.asked(SEARCH)) + 200 == 10_000
    assert answer.error is not None
    assert answer.error.code == "ERR_TOO_MANY_PAGES"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (Says({"category": "INVALID_AUTHENTICATION", "message": "expired"}, 401), "ERR_HTTP_AUTH"),
        (SCOPE, "ERR_HTTP_SCOPE"),
        (Says({"unexpected": True}), "ERR_ANSWER_UNEXPECTED"),
        (Says([]), "ERR_ANSWER_UNEXPECTED"),
        (Says(b"<html>"), "ERR_NOT_JSON"),
    ],
)
async def test_no_deals_are_an_error_and_never_an_empty_list(said: Says, code: str) -> None:
    """A search that fails raises; it does not look like a company without deals."""
    with pytest.raises(OperatorosError) as raised:
        await _ask("get_open_deals_with_owners", {**WORKING, SEARCH: [said]})
    assert raised.value.code == code
    assert TOKEN not in str(raised.value.as_json())


async def test_strange_values_stay_readable() -> None:
    """Numbers, nulls and text where something else was expected do no harm."""
    odd = {
        "id": 5,
        "properties": {"dealname": None, "amount": "about 5", "closedate": "soon"},
    }
    answer, _ = await _ask(
        "get_open_deals", {**WORKING, SEARCH: [_page(odd, {"id": "6", "properties": None})]}
    )
    assert answer.items == ({"id": "5", "amount": "about 5", "close_date": "soon"}, {"id": "6"})
