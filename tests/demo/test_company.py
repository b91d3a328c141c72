"""The sample company: its size, what is planted in it, and that it follows its clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operatoros.demo.company import (
    CLOSING_SOON,
    OVERDUE,
    WITHOUT_CALLS,
    Company,
    Deal,
    planted_changes,
    sample,
    sample_yesterday,
)

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
MOMENTS = st.datetimes(
    min_value=datetime(2025, 1, 1),
    max_value=datetime(2035, 1, 1),
    timezones=st.just(UTC),
)


def test_its_size() -> None:
    """Sixty deals, 54 of them open, two pipelines, two currencies, eighty calls."""
    company = sample(NOW)
    assert (len(company.deals), len(company.open_deals), len(company.calls)) == (60, 54, 80)
    assert {deal.pipeline.label for deal in company.open_deals} == {"New business", "Renewals"}
    assert {deal.currency for deal in company.open_deals} == {"EUR", "USD"}
    assert len({deal.owner.id for deal in company.open_deals}) == 6


@settings(deadline=None)
@given(MOMENTS)
def test_what_is_planted_is_there_on_any_day(now: datetime) -> None:
    """Deals without calls, one closing in three days, one overdue, whatever the day and hour."""
    company = sample(now)
    called = {call.deal.id for call in company.calls}
    silent = {deal.customer for deal in company.open_deals if deal.id not in called}
    assert silent == set(WITHOUT_CALLS)
    today = now.date()
    overdue = [deal.customer for deal in company.open_deals if deal.close < today]
    assert overdue == [OVERDUE]
    soon = [d.customer for d in company.open_deals if d.close == today + timedelta(days=3)]
    assert soon == [CLOSING_SOON]
    assert [deal.customer for deal in company.open_deals[:2]] == list(WITHOUT_CALLS[:2])


@settings(deadline=None)
@given(MOMENTS)
def test_nothing_is_in_the_future(now: datetime) -> None:
    """No call starts and no deal was made or touched after now; calls are newest first."""
    company = sample(now)
    starts = [call.started for call in company.calls]
    assert max(starts) <= now
    assert starts == sorted(starts, reverse=True)
    assert all(deal.created.date() <= now.date() for deal in company.deals)
    assert any(not call.analysed for call in company.calls)


def test_ids_are_as_long_as_the_vendors() -> None:
    """Every id is its own; Gong's have twenty digits and would not survive as a float."""
    company = sample(NOW)
    assert len({deal.id for deal in company.deals}) == 60
    assert len({call.id for call in company.calls}) == 80
    assert all(len(call.id) == 20 and str(int(float(call.id))) != call.id for call in company.calls)
    assert len({person.gong_id for person in company.people}) == 6


def test_amounts_differ() -> None:
    """No two open deals have one amount, so that their order is one order."""
    amounts = [deal.amount for deal in sample(NOW).open_deals]
    assert len(set(amounts)) == len(amounts)


def test_the_same_moment_gives_the_same_company() -> None:
    """It is a function of the moment and nothing else."""
    assert sample(NOW) == sample(NOW.astimezone())
    assert sample(NOW) != sample(NOW + timedelta(days=1))


def _fields(deal: Deal) -> dict[str, str | int]:
    """Return a deal as our connector's records name its fields."""
    return {
        "name": deal.name,
        "amount": deal.amount,
        "currency": deal.currency,
        "stage": deal.stage.label,
        "pipeline": deal.pipeline.label,
        "close_date": deal.close.isoformat(),
        "owner": deal.owner.name,
    }


@settings(deadline=None)
@given(MOMENTS)
def test_yesterday_differs_by_exactly_the_planted_changes(now: datetime) -> None:
    """Comparing open deals field by field finds the listed changes and no other."""
    before = {deal.id: _fields(deal) for deal in sample_yesterday(now).open_deals}
    after = {deal.id: _fields(deal) for deal in sample(now).open_deals}
    found = {("new", key, "", "", "") for key in after.keys() - before.keys()}
    found |= {("gone", key, "", "", "") for key in before.keys() - after.keys()}
    for key in before.keys() & after.keys():
        for field in before[key]:
            old, new = before[key][field], after[key][field]
            if old != new:
                found.add(("changed", key, field, str(old), str(new)))
    listed = {(c.kind, c.id, c.field, str(c.old), str(c.new)) for c in planted_changes(now)}
    assert found == listed
    assert {kind for kind, *_ in listed} == {"new", "gone", "changed"}


def test_yesterday_stands_a_day_before() -> None:
    """Its now is a day earlier, and it does not know today's calls."""
    company = sample_yesterday(NOW)
    assert company.now == NOW - timedelta(days=1)
    assert len(company.calls) < 80
    assert all(call.started <= company.now for call in company.calls)


@pytest.mark.parametrize("company", [sample(NOW), sample_yesterday(NOW)], ids=["now", "before"])
def test_sums_are_whole(company: Company) -> None:
    """Amounts are whole units, so that sums by currency are exact."""
    assert all(Decimal(deal.amount) == deal.amount for deal in company.deals)
