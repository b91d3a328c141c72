"""A run laid out as a page: the same words as the digest, and every record that is named."""

from __future__ import annotations

from dataclasses import replace

from operatoros.briefing.changes import compute_changes
from operatoros.briefing.digest import title_of, write_digest
from operatoros.briefing.facts import compute_facts
from operatoros.briefing.handles import assign_handles
from operatoros.briefing.layout import MOST_RECORDS, lay_out
from operatoros.delivery.page import Page
from operatoros.values.coverage import ErrorInfo, Fetched, source_line
from operatoros.values.findings import Citation
from operatoros.values.run import Briefing, Run
from tests.briefing.samples import deals, fetched, reader


def _page(*sources: Fetched, before: Fetched | None = None, **run_changes: object) -> Page:
    """Lay out a run over sources, compared with an earlier fetch of the first."""
    handles = assign_handles(sources)
    style = reader()
    previous = {before.source: before.records} if before else {}
    since = {before.source: before.as_of} if before else {}
    changes = compute_changes(previous, sources, since=since)
    facts = compute_facts(sources, handles=handles, reader=style)
    digest = write_digest(
        sources, changes=changes, facts=facts, handles=handles, reader=style, title="Deal · watch"
    )
    run = Run(
        run="20261121-063000-aaaa",
        operator="deal-watch",
        task="main",
        params={},
        state="done",
        demo=False,
        started_at="2026-11-21T06:30:00Z",
        coverage=tuple(source_line(one) for one in sources),
        changes=changes,
        facts=facts,
        briefing=Briefing(digest=digest),
    )
    run = replace(run, **run_changes)  # type: ignore[arg-type]  # fields of Run
    return lay_out(run, task="Main", fetched=sources, handles=handles, reader=style)


def _moved() -> tuple[Fetched, Fetched]:
    """Yesterday's and today's fetch: one new, one gone, one amount changed."""
    rows = deals(20)
    old = fetched(rows[:19], when="2026-11-20T06:30:00Z")
    changed = {**rows[3], "amount": "77000"}
    return old, fetched([*rows[1:3], changed, *rows[4:]])


def test_the_page_says_what_the_digest_says() -> None:
    """Title, moment, coverage, facts and the headline are the digest's own words."""
    page = _page(fetched(deals(20)))
    digest_headline = page.headline.replace(" · ", "")
    assert page.title == "Deal · watch"
    assert (page.day, page.time, page.zone) == ("Sat Nov 21, 2026", "07:30", "Europe/Berlin")
    assert "$" in digest_headline
    assert page.sources[0].count == "20 deals"
    assert [fact.id for fact in page.facts] == [f"F{n}" for n in range(1, len(page.facts) + 1)]


def test_changes_come_with_before_and_after() -> None:
    """A new, a gone and a changed record are told apart; the changed one shows both values."""
    old, new = _moved()
    page = _page(new, before=old)
    (group,) = page.changes
    rows = {row.sign: row for row in group.rows}
    assert sorted(rows) == ["+", "-", "~"]
    assert rows["~"].fields[0].name == "amount"
    assert rows["~"].fields[0].new in {"$77,000", "€77,000"}
    assert rows["-"].handle == ""
    assert page.since == "yesterday 07:30"
    assert page.changed == 3


def test_every_named_record_is_on_the_page() -> None:
    """Records of citations, changes and facts are carried, once, and nothing else is."""
    old, new = _moved()
    page = _page(new, before=old)
    named = {row.handle for group in page.changes for row in group.rows if row.handle}
    named |= {row.handle for fact in page.facts for row in fact.rows}
    assert named <= page.handles
    assert len(page.handles) == sum(len(group.cards) for group in page.records) < 20
    lone = _page(fetched([{"id": "1", "name": "a"}, {"id": "2", "name": "b"}]))
    assert lone.handles == frozenset()


def test_a_page_has_a_limit_and_cited_records_go_first() -> None:
    """Beyond the limit records are left out and counted; a cited one is never among them."""
    rows = deals(MOST_RECORDS + 200)
    for row in rows:
        row["closedate"] = "2026-11-01"
    one = fetched(rows)
    last = assign_handles([one]).by_source[one.source][-1]
    cited = Citation(text=last, start=0, end=len(last), handle=last)
    page = _page(one, briefing=Briefing(digest="", text=last, citations=(cited,)))
    assert len(page.handles) == MOST_RECORDS
    assert page.left_out == 200
    assert last in page.handles


def test_a_spread_becomes_bars_without_losing_its_money() -> None:
    """The groups of a spread are bars with their sums; the sentence does not repeat them."""
    page = _page(fetched(deals(40)))
    fact = next(fact for fact in page.facts if fact.bars)
    assert fact.text.endswith("by stage")
    assert sum(bar.count for bar in fact.bars) == 40
    assert all(bar.money for bar in fact.bars)


def test_a_spread_whose_labels_look_like_its_words_keeps_its_sentence() -> None:
    """Labels with colons, commas and brackets cannot break a spread apart."""
    rows = deals(30)
    for n, row in enumerate(rows):
        row["stage"] = ("a: b 2, c", "a", "(x) 3 ($1)")[n % 3]
    fact = next(fact for fact in _page(fetched(rows)).facts if "by stage" in fact.text)
    shown = {bar.label: bar.count for bar in fact.bars}
    assert shown in ({}, {"a: b 2, c": 10, "a": 10, "(x) 3 ($1)": 10})


def test_a_source_that_failed_is_unknown_and_says_why() -> None:
    """Nothing of a failed source is said to be gone; its row carries code, message and hint."""
    old, _ = _moved()
    page = _page(fetched([], state="failed"), before=old)
    assert [group.note.startswith("Unknown") for group in page.changes] == [True]
    assert page.sources[0].remark == "ERR_TIMEOUT"
    assert page.sources[0].under == ("it took too long", "try again")
    assert page.complete == 0


def test_a_run_that_is_not_done_says_so() -> None:
    """A failed run carries its error, a waiting or interrupted one a sentence."""
    error = ErrorInfo(code="ERR_X", message="no source answered", hint="try again")
    failed = _page(fetched(deals(1)), state="failed", error=error)
    assert (failed.problem, failed.hint) == ("no source answered", "try again")
    assert "interrupted" in _page(fetched(deals(1)), state="interrupted").problem
    assert "chat" in _page(fetched(deals(1)), state="waiting").problem


def test_the_text_says_who_wrote_it() -> None:
    """No text, a scripted one and a cut one each carry their note."""
    cut = ErrorInfo(code="ERR_CUT", message="cut by its length limit")
    one = fetched(deals(1))
    assert "No model" in _page(one).prose.note
    scripted = Briefing(digest="", text="x", model="scripted:a")
    assert "no model" in _page(one, briefing=scripted).prose.note
    whole = Briefing(digest="", text="x", model="claude:a")
    assert _page(one, briefing=whole).prose.note == ""
    assert "cut by" in _page(one, briefing=replace(whole, error=cut)).prose.note


def test_a_title_is_read_back_from_a_digest() -> None:
    """The name an operator had at the time of the run survives; without a title there is none."""
    assert title_of("# A · b · Sat Nov 21, 2026, 07:30\n\nx") == "A · b"
    assert title_of("## Sources") == ""
