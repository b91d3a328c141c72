"""The demo's HubSpot refuses what the real one refuses, and answers in its form."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from operatoros.demo.company import sample
from operatoros.demo.hubspot_routes import OPERATORS, TOKEN, routes
from operatoros.demo.loopback import Handler, Heard, Said

COMPANY = sample(datetime(2026, 11, 21, 7, 30, tzinfo=UTC))
SEARCH = "/crm/v3/objects/deals/search"
OPEN = {"filters": [{"propertyName": "hs_is_closed", "operator": "EQ", "value": "false"}]}
BODY = {
    "filterGroups": [OPEN],
    "sorts": [{"propertyName": "amount", "direction": "DESCENDING"}],
    "properties": ["dealname", "amount"],
    "limit": 200,
    "after": "0",
}


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        """Every look at the clock is a second later."""
        self.now += 1.0
        return self.now


def _handler(*, still: bool = False) -> Handler:
    return routes(COMPANY, clock=(lambda: 0.0) if still else _Clock())


def _ask(
    method: str, path: str, body: Any = None, query: Any = None, *, token: str = TOKEN
) -> Said:
    return _handler()(
        Heard(
            method=method,
            path=path,
            query=query or {},
            headers={"authorization": f"Bearer {token}"},
            body=json.dumps(body).encode() if body is not None else b"",
        )
    )


def _search(**changes: Any) -> Said:
    return _ask("POST", SEARCH, {**BODY, **changes})


def _body(said: Said) -> Any:
    assert said.status == 200, said.body
    return said.body


def test_a_search_answers_in_its_form() -> None:
    """Total, results with text properties only, those always sent, biggest first."""
    found = _body(_search())
    assert found["total"] == 54
    assert "paging" not in found
    first = found["results"][0]
    assert first["properties"] == {
        "amount": "248000",
        "createdate": first["createdAt"],
        "dealname": "Halden Shipping - fleet telemetry",
        "hs_lastmodifieddate": first["updatedAt"],
        "hs_object_id": first["id"],
    }
    amounts = [int(one["properties"]["amount"]) for one in found["results"]]
    assert amounts == sorted(amounts, reverse=True)


def test_pages_name_the_next_one() -> None:
    """`paging.next.after` is the offset of the next page; all pages together are all deals."""
    seen: list[str] = []
    after = "0"
    while after:
        found = _body(_search(limit=20, after=after))
        seen += [one["id"] for one in found["results"]]
        after = found.get("paging", {}).get("next", {}).get("after", "")
    assert len(seen) == len(set(seen)) == 54


WRONG: dict[str, Any] = {
    "not an object": [],
    "unknown field": {**BODY, "filter": {}},
    "limit too large": {**BODY, "limit": 201},
    "limit zero": {**BODY, "limit": 0},
    "limit as text": {**BODY, "limit": "200"},
    "after no number": {**BODY, "after": "abc"},
    "after too far": {**BODY, "after": "9900"},
    "two sorts": {**BODY, "sorts": BODY["sorts"] * 2},  # type: ignore[operator]  # a list
    "sort without direction": {**BODY, "sorts": [{"propertyName": "amount"}]},
    "six groups": {**BODY, "filterGroups": [OPEN] * 6},
    "seven filters": {**BODY, "filterGroups": [{"filters": OPEN["filters"] * 7}]},
    "no filters": {**BODY, "filterGroups": [{"filters": []}]},
    "properties as text": {**BODY, "properties": "amount"},
}
WRONG_FILTERS: dict[str, Any] = {
    "unknown operator": {"propertyName": "amount", "operator": "LIKE", "value": "1"},
    "no property": {"operator": "EQ", "value": "1"},
    "value as boolean": {"propertyName": "hs_is_closed", "operator": "EQ", "value": False},
    "IN without values": {"propertyName": "dealstage", "operator": "IN", "value": "x"},
    "IN in capitals": {"propertyName": "dealstage", "operator": "IN", "values": ["ClosedWon"]},
    "BETWEEN with one end": {"propertyName": "amount", "operator": "BETWEEN", "value": "1"},
}


WRONG_BODIES = [
    {**BODY, "filterGroups": [{"filters": [given]}]} for given in WRONG_FILTERS.values()
]


@pytest.mark.parametrize(
    "body",
    [*WRONG.values(), *WRONG_BODIES],
    ids=[*WRONG, *WRONG_FILTERS],
)
def test_wrong_bodies_are_refused(body: Any) -> None:
    """Each is a 400 in HubSpot's form of an error."""
    said = _ask("POST", SEARCH, body)
    assert said.status == 400
    assert isinstance(said.body, dict)
    assert {"category", "correlationId", "message", "status"} <= set(said.body)


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({"propertyName": "amount", "operator": "GTE", "value": "200000"}, 2),
        ({"propertyName": "amount", "operator": "GT", "value": "215000"}, 1),
        ({"propertyName": "amount", "operator": "LT", "value": "18000"}, 1),
        ({"propertyName": "amount", "operator": "LTE", "value": "18000"}, 2),
        ({"propertyName": "amount", "operator": "EQ", "value": "248000.0"}, 1),
        ({"propertyName": "amount", "operator": "NEQ", "value": "248000"}, 59),
        (
            {
                "propertyName": "amount",
                "operator": "BETWEEN",
                "value": "200000",
                "highValue": "220000",
            },
            1,
        ),
        ({"propertyName": "dealstage", "operator": "IN", "values": ["closedwon"]}, 2),
        ({"propertyName": "hs_is_closed", "operator": "NOT_IN", "values": ["true"]}, 54),
        ({"propertyName": "dealname", "operator": "CONTAINS_TOKEN", "value": "halden"}, 1),
        ({"propertyName": "dealname", "operator": "NOT_CONTAINS_TOKEN", "value": "halden"}, 59),
        ({"propertyName": "amount", "operator": "HAS_PROPERTY"}, 60),
        ({"propertyName": "nothing", "operator": "NOT_HAS_PROPERTY"}, 60),
    ],
)
def test_every_operator_filters(given: Any, count: int) -> None:
    """Each operator of the search counts as it says."""
    assert given["operator"] in OPERATORS
    assert _body(_search(filterGroups=[{"filters": [given]}]))["total"] == count


def test_groups_are_alternatives_and_filters_are_joined() -> None:
    """OR of ANDs; no group at all means everything; `query` searches names."""
    big = {"propertyName": "amount", "operator": "GTE", "value": "200000"}
    won = {"propertyName": "dealstage", "operator": "EQ", "value": "closedwon"}
    both = _body(_search(filterGroups=[{"filters": [big]}, {"filters": [won]}]))
    assert both["total"] == 4
    assert _body(_search(filterGroups=[{"filters": [big, won]}]))["total"] == 0
    assert _body(_search(filterGroups=[]))["total"] == 60
    assert _body(_search(query="sandhaven"))["total"] == 1


def test_owners_and_pipelines_answer_in_their_form() -> None:
    """Names are optional, archived owners are asked for apart, metadata is text."""
    active = _body(_ask("GET", "/crm/v3/owners", query={"limit": "3"}))
    assert (len(active["results"]), active["paging"]["next"]["after"]) == (3, "3")
    rest = _body(_ask("GET", "/crm/v3/owners", query={"limit": "3", "after": "3"}))
    assert len(rest["results"]) == 2
    assert "firstName" not in rest["results"][1]
    gone = _body(_ask("GET", "/crm/v3/owners", query={"archived": "true"}))
    assert [one["archived"] for one in gone["results"]] == [True]
    assert _ask("GET", "/crm/v3/owners", query={"limit": "501"}).status == 400
    pipelines = _body(_ask("GET", "/crm/v3/pipelines/deals"))["results"]
    metadata = [stage["metadata"] for one in pipelines for stage in one["stages"]]
    assert all(isinstance(value, str) for one in metadata for value in one.values())


def test_strangers_and_unknown_routes_are_refused() -> None:
    """Another token is 401, an unknown path or method 404, in HubSpot's form."""
    assert _ask("GET", "/crm/v3/owners", token="x").status == 401
    assert _ask("GET", "/crm/v3/objects/deals").status == 404
    assert _ask("DELETE", SEARCH).status == 404


def test_limits_are_hubspots() -> None:
    """Five searches a second, a hundred requests in ten, with policy names and no Retry-After."""
    handler = _handler(still=True)
    heard = Heard(
        method="POST",
        path=SEARCH,
        headers={"authorization": f"Bearer {TOKEN}"},
        body=json.dumps(BODY).encode(),
    )
    said = [handler(heard) for _ in range(6)]
    assert [one.status for one in said] == [200] * 5 + [429]
    assert isinstance(said[5].body, dict)
    assert said[5].body["policyName"] == "SECONDLY"
    assert said[5].headers == {}
    owners = Heard(method="GET", path="/crm/v3/owners", headers=heard.headers)
    last = [handler(owners) for _ in range(95)][-1]
    assert isinstance(last.body, dict)
    assert (last.status, last.body["policyName"]) == (429, "TEN_SECONDLY_ROLLING")
