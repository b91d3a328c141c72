"""The demo's Gong refuses what the real one refuses, and answers in its form."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from operatoros.demo.company import sample
from operatoros.demo.gong_routes import ACCESS_KEY, ACCESS_SECRET, routes
from operatoros.demo.loopback import Heard, Said

COMPANY = sample(datetime(2026, 11, 21, 7, 30, tzinfo=UTC))
PATH = "/v2/calls/extensive"
BASIC = "Basic " + base64.b64encode(f"{ACCESS_KEY}:{ACCESS_SECRET}".encode()).decode()
MONTH = {"fromDateTime": "2026-10-21T00:00:00Z", "toDateTime": "2026-11-21T07:30:00Z"}
EVERYTHING = {
    "context": "Extended",
    "exposedFields": {
        "parties": True,
        "content": {"brief": True, "keyPoints": True, "callOutcome": True, "topics": True},
    },
}


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        """Every look at the clock is a second later."""
        self.now += 1.0
        return self.now


_HANDLER = routes(COMPANY, clock=_Clock(), page_size=30)


def _ask(body: Any, *, path: str = PATH, authorization: str = BASIC) -> Said:
    return _HANDLER(
        Heard(
            method="POST",
            path=path,
            headers={"authorization": authorization},
            body=json.dumps(body).encode(),
        )
    )


def _page(**body: Any) -> Any:
    said = _ask({"filter": MONTH, "contentSelector": EVERYTHING, **body})
    assert said.status == 200, said.body
    return said.body


def test_pages_are_walked_by_cursor() -> None:
    """Eighty calls on three pages; the cursor is there as long as there is more."""
    first = _page()
    second = _page(cursor=first["records"]["cursor"])
    third = _page(cursor=second["records"]["cursor"])
    assert first["records"]["totalRecords"] == 80
    assert [len(page["calls"]) for page in (first, second, third)] == [30, 30, 20]
    assert "cursor" not in third["records"]
    ids = {call["metaData"]["id"] for page in (first, second, third) for call in page["calls"]}
    assert len(ids) == 80


def test_only_what_is_asked_for_is_sent() -> None:
    """Without a selector there is metadata alone; analysis and context come when selected."""
    bare = _ask({"filter": MONTH}).body
    assert isinstance(bare, dict)
    assert all(set(call) <= {"metaData", "content"} for call in bare["calls"])
    assert all(not call.get("content") for call in bare["calls"])
    full = _page()["calls"][0]
    assert set(full) == {"metaData", "parties", "context", "content"}
    types = [one["objectType"] for one in full["context"][0]["objects"]]
    assert types == ["Account", "Opportunity"]


WRONG: dict[str, Any] = {
    "no filter": {},
    "no object": [],
    "unknown field": {"filter": MONTH, "limit": 5},
    "no dates": {"filter": {}},
    "no offset": {"filter": {**MONTH, "fromDateTime": "2026-10-21T00:00:00"}},
    "no date": {"filter": {**MONTH, "toDateTime": "yesterday"}},
    "backwards": {"filter": {**MONTH, "toDateTime": "2026-10-01T00:00:00Z"}},
    "too long": {"filter": {**MONTH, "fromDateTime": "2026-08-01T00:00:00Z"}},
    "unknown context": {"filter": MONTH, "contentSelector": {"context": "All"}},
    "unknown content": {
        "filter": MONTH,
        "contentSelector": {"exposedFields": {"content": {"summary": True}}},
    },
    "nonsense cursor": {"filter": MONTH, "cursor": "abc"},
}


@pytest.mark.parametrize("body", WRONG.values(), ids=list(WRONG))
def test_wrong_bodies_are_refused(body: Any) -> None:
    """Each is a 400 with Gong's list of errors."""
    said = _ask(body)
    assert isinstance(said.body, dict)
    assert (said.status, len(said.body["errors"])) == (400, 1)


def test_a_cursor_belongs_to_its_body() -> None:
    """Sent with another filter, it is refused."""
    cursor = _page()["records"]["cursor"]
    other = {**MONTH, "fromDateTime": "2026-11-01T00:00:00Z"}
    assert _ask({"filter": other, "contentSelector": EVERYTHING, "cursor": cursor}).status == 400


def test_a_period_without_calls_is_a_404_that_says_so() -> None:
    """Gong's way of saying none; an unknown route is another 404."""
    past = {"fromDateTime": "2020-01-01T00:00:00Z", "toDateTime": "2020-01-02T00:00:00Z"}
    none, unknown = _ask({"filter": past}), _ask({}, path="/v2/nothing")
    assert (none.status, unknown.status) == (404, 404)
    assert "No calls found" in str(none.body)
    assert "No calls found" not in str(unknown.body)


def test_from_is_inclusive_and_to_exclusive() -> None:
    """A call is in the window that begins with it, not in the one that ends with it."""
    at = COMPANY.calls[5].started.isoformat()
    inside = {"fromDateTime": at, "toDateTime": MONTH["toDateTime"]}
    outside = {"fromDateTime": MONTH["fromDateTime"], "toDateTime": at}
    found = [
        {call["metaData"]["id"] for call in _page(filter=window)["calls"]}
        for window in (inside, outside)
    ]
    assert COMPANY.calls[5].id in found[0]
    assert COMPANY.calls[5].id not in found[1]


def test_strangers_and_hurry_are_refused() -> None:
    """Another key is 401; the fourth request in a second is 429 with Retry-After."""
    assert _ask({}, authorization="Basic eDp5").status == 401
    still = routes(COMPANY, clock=lambda: 0.0)
    heard = Heard(
        method="POST",
        path=PATH,
        headers={"authorization": BASIC},
        body=json.dumps({"filter": MONTH}).encode(),
    )
    said = [still(heard) for _ in range(4)]
    assert [one.status for one in said] == [200, 200, 200, 429]
    assert said[3].headers == {"Retry-After": "1"}
