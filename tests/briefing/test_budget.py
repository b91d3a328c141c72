import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operatoros.briefing.budget import Context, Estimate, Offer
from operatoros.briefing.handles import assign_handles
from operatoros.catalog.declared import Source
from operatoros.llm.tokens import estimated_tokens
from operatoros.values.coverage import Fetched
from operatoros.values.record import Shape
from tests.briefing.samples import CALLS, deals, fetched

ESTIMATES: tuple[Estimate, ...] = (estimated_tokens, len, lambda text: len(text) // 4)


def context(
    brought: list[Fetched],
    budget: int,
    estimate: Estimate = estimated_tokens,
    sources: dict[str, Source] | None = None,
) -> Context:
    """Return what of some sources is sent."""
    handles = assign_handles(brought)
    offer = Offer(brought, handles=handles, sources=sources or {}, estimate=estimate)
    return offer.within(budget)


def company(count: int) -> list[Fetched]:
    """Return deals, calls with long notes, and a failed source."""
    calls = [{"id": n, "title": f"call {n}", "notes": "word " * (n * 7)} for n in range(count)]
    return [
        fetched(deals(count * 3)),
        fetched(calls, CALLS, source="calls", name="Calls"),
        fetched([], Shape(), source="gone", state="failed"),
    ]


def test_everything_is_sent_where_it_fits() -> None:
    """With room for all there is no cut, and every record has its line."""
    found = context(company(4), 100_000)
    assert found.cuts == ()
    assert [len(s.handles) for s in found.sections] == [12, 4]
    assert all(f"\n{handle}|" in s.text for s in found.sections for handle in s.handles)


def test_a_cut_keeps_the_largest_and_says_so() -> None:
    """Where records do not fit, the largest amounts stay, and the cut names count and order."""
    found = context([fetched(deals(200))], 1500)
    (section,) = found.sections
    sent = len(section.handles)
    assert 0 < sent < 200
    assert f"{sent} of 200 deals sent, by amount, largest first" in section.text
    assert found.cuts == (f"Open deals: {section.cut}",) or section.cut in found.cuts[0]
    amounts = sorted((int(str(r["amount"])) for r in deals(200)), reverse=True)
    lines = section.text.splitlines()[-sent:]
    assert [int(line.split("|")[2]) for line in lines] == amounts[:sent]


def test_long_texts_are_cut_before_records() -> None:
    """A source of few records with long texts keeps all of them, shortened."""
    texts = [{"id": n, "title": "t", "notes": f"{n} " + "word " * 300} for n in range(10)]
    (section,) = context([fetched(texts, CALLS)], 1500).sections
    assert len(section.handles) == 10
    assert "texts are cut at" in section.cut


def test_a_source_keeps_to_its_own_budget() -> None:
    """A declared budget holds even where the run has room; its rest goes to the others."""
    both = [fetched(deals(100), source="a"), fetched(deals(100), source="b")]
    limited = Source(id="a", name="a", connector="x", fetch="y", budget_tokens=500)
    found = context(both, 100_000, sources={"a": limited})
    assert found.sections[0].tokens <= 500
    assert len(found.sections[1].handles) == 100


def test_a_source_that_gets_no_room_is_still_named() -> None:
    """With no room at all nothing is sent, and each cut is said."""
    found = context(company(3), 0)
    assert found.tokens == 0
    assert [section.text for section in found.sections] == ["", ""]
    assert len(found.cuts) == 2
    assert all("0 of" in cut for cut in found.cuts)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 6), st.integers(0, 5000), st.integers(0, 2000), st.sampled_from(ESTIMATES))
def test_the_budget_holds_and_more_budget_sends_no_less(
    count: int, budget: int, more: int, estimate: Estimate
) -> None:
    """The estimate never exceeds the budget, a larger budget never sends fewer, cuts are said."""
    brought = company(count)
    small, large = (context(brought, b, estimate) for b in (budget, budget + more))
    assert sum(estimate(section.text) for section in small.sections if section.text) <= budget
    for one, other in zip(small.sections, large.sections, strict=True):
        assert set(one.handles) <= set(other.handles)
        assert (len(one.handles) < one.total) <= bool(one.cut)
        assert not one.cut or any(one.cut in cut for cut in small.cuts)


@pytest.mark.parametrize("budget", [2_000, 20_000])
def test_five_megabytes_fit_their_budget(budget: int) -> None:
    """A source of five megabytes goes into its budget, and the cut is stated."""
    data = [{"id": str(n), "title": f"call {n}", "notes": f"{n} " * 500} for n in range(2_000)]
    found = context([fetched(data, CALLS)], budget)
    assert found.tokens <= budget
    assert "of 2,000 calls sent" in found.cuts[0]
