"""The real connectors against the demo's tools: same code, same records as the tables say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from operatoros.catalog.declared import Api, Auth, Fetch
from operatoros.connectors import rest
from operatoros.connectors.asking import Answer, Context
from operatoros.connectors.vendors import gong, hubspot
from operatoros.demo.company import WITHOUT_CALLS, Company, sample, sample_yesterday
from operatoros.demo.loopback import Said
from operatoros.demo.server import CREDENTIALS, STORY, serve
from operatoros.errors import OperatorosError
from tests.connectors.wired import context, vendor
from tests.connectors.wired import rest as rest_question
from tests.net.faulty import Moved

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
TOOLS = {**hubspot.TOOLS, **gong.TOOLS}


async def _ask(
    tool: str, urls: Mapping[str, str], here: Context, company: Company, **params: Any
) -> Answer:
    name = "gong" if tool in gong.TOOLS else "hubspot"
    asked = vendor(
        name, urls[name], params, credentials=CREDENTIALS[name], now=company.now.isoformat()
    )
    return await TOOLS[tool].run(asked, here)


@pytest.mark.parametrize("company", [sample(NOW), sample_yesterday(NOW)], ids=["now", "before"])
async def test_deals_come_as_the_table_says(company: Company) -> None:
    """Every open deal with its stage, owner, amount and date, biggest first, in three requests."""
    async with serve(company) as urls, context() as here:
        answer = await _ask("get_open_deals_with_owners", urls, here, company)
    assert [item["name"] for item in answer.items] == [deal.name for deal in company.open_deals]
    for item, deal in zip(answer.items, company.open_deals, strict=True):
        assert item["amount"] == deal.amount
        assert item["currency"] == deal.currency
        assert (item["stage"], item["pipeline"]) == (deal.stage.label, deal.pipeline.label)
        assert item["close_date"] == deal.close.isoformat()
        assert item["owner"] == deal.owner.name
    assert (answer.total, answer.error) == (54, None)


async def test_the_summary_adds_up() -> None:
    """Counts and sums by currency over all stages are those of the table."""
    company = sample(NOW)
    async with serve(company) as urls, context() as here:
        answer = await _ask("get_pipeline_summary", urls, here, company)
    sums: dict[str, int] = defaultdict(int)
    for deal in company.open_deals:
        sums[deal.currency] += deal.amount
    found: dict[str, Any] = defaultdict(int)
    for item in answer.items:
        found[str(item["currency"])] += item["amount"]
    assert found == sums
    assert sum(int(str(item["deals"])) for item in answer.items) == 54


async def test_calls_come_page_by_page() -> None:
    """Eighty calls of thirty days over Gong's cursor; none names a deal without calls."""
    company = sample(NOW)
    async with serve(company, gong_page=30) as urls, context(Moved()) as here:
        answer = await _ask("get_recent_calls", urls, here, company, days_back=30)
    assert [item["id"] for item in answer.items] == [call.id for call in company.calls]
    assert (answer.requests, answer.total, answer.error) == (3, 80, None)
    named = {item["company"] for item in answer.items}
    assert not named & set(WITHOUT_CALLS)
    assert {item["host"] for item in answer.items} <= {person.name for person in company.people}
    fresh = answer.items[0]
    assert "brief" not in fresh
    assert "brief" in answer.items[1]


async def test_calls_and_deals_meet_by_id() -> None:
    """Every deal that a call names by id is a deal of the CRM."""
    company = sample(NOW)
    async with serve(company) as urls, context() as here:
        calls = await _ask("get_recent_calls", urls, here, company, days_back=7)
    known = {deal.id for deal in company.deals}
    named = {key for item in calls.items for key in item["deal_ids"]}  # type: ignore[attr-defined]  # lists
    assert named
    assert named <= known
    assert 25 < len(calls.items) < 45


async def _tickets(urls: Mapping[str, str], here: Context) -> Answer:
    api = Api(base_url="", auth=Auth(kind="token", token="{{credentials.apiKey}}"))
    fetch = Fetch(name="tickets", path="/tickets", data_selector="data")
    asked = rest_question(
        urls["helpdesk"], fetch, api=api, credentials=CREDENTIALS["helpdesk"], timeout_s=5
    )
    return await rest.ask(asked, here)


async def test_the_story_has_one_failing_source() -> None:
    """The helpdesk is down, which is told at once; without the fault it has tickets."""
    company = sample(NOW)
    assert set(STORY) == {"helpdesk"}
    async with serve(company) as urls, context() as here:
        with pytest.raises(OperatorosError) as raised:
            await _tickets(urls, here)
        assert raised.value.details["status"] == 503
    async with serve(company, faults={}) as urls, context() as here:
        assert len((await _tickets(urls, here)).items) == 3


async def test_any_tool_can_be_made_to_fail() -> None:
    """A fault replaces a tool's answers, so that a story or a test can have it fail."""
    company = sample(NOW)
    faults = {"gong": Said(status=401, body={"errors": ["no"]})}
    async with serve(company, faults=faults) as urls, context() as here:
        with pytest.raises(OperatorosError) as raised:
            await _ask("get_recent_calls", urls, here, company)
        assert raised.value.code == "ERR_HTTP_AUTH"
        assert (await _ask("get_open_deals", urls, here, company)).error is None


async def test_a_stranger_gets_nothing() -> None:
    """Without the demo's token the demo's tools answer 401."""
    company = sample(NOW)
    async with serve(company) as urls, context() as here:
        asked = vendor("hubspot", urls["hubspot"], credentials={"accessToken": "real-token"})
        with pytest.raises(OperatorosError) as raised:
            await hubspot.get_open_deals(asked, here)
    assert raised.value.code == "ERR_HTTP_AUTH"


async def test_the_rate_limit_is_kept_by_our_own_pace() -> None:
    """Paging faster than Gong allows is slowed by us: no 429 is ever seen."""
    company = sample(NOW)
    moved = Moved()
    async with serve(company, gong_page=10, clock=moved.clock) as urls, context(moved) as here:
        answer = await _ask("get_recent_calls", urls, here, company, days_back=30)
    assert (len(answer.items), answer.requests, answer.attempts) == (80, 8, 1)
