from typing import Any

from operatoros.briefing.changes import compute_changes
from operatoros.briefing.digest import changes_of, headline_of, title_of, write_digest
from operatoros.briefing.facts import compute_facts
from operatoros.briefing.handles import assign_handles
from operatoros.values.coverage import Fetched
from operatoros.values.record import Record
from tests.briefing.samples import deals, fetched, reader

YESTERDAY = "2026-11-20T06:30:00Z"


def digest(
    brought: list[Fetched], before: dict[str, tuple[Record, ...]] | None = None, **more: Any
) -> str:
    """Return the digest of what sources brought."""
    handles = assign_handles(brought)
    present = reader(more.pop("locale", "en-US"))
    return write_digest(
        brought,
        changes=compute_changes(before or {}, brought),
        facts=compute_facts(brought, handles=handles, reader=present),
        handles=handles,
        reader=present,
        **more,
    )


def test_coverage_opens_and_names_every_failure() -> None:
    """Each source has one aligned line; a failed one has its code, and what to do beneath it."""
    text = digest([fetched(deals(3)), fetched([], source="x", name="Issues", state="failed")])
    lines = text.splitlines()
    start = lines.index("## Sources: 1 of 2 complete")
    assert lines[start + 1 : start + 5] == [
        "  ✓ Open deals  3 deals  0.4 s",
        "  ✗ Issues      failed   0.4 s  ERR_TIMEOUT",
        "    it took too long",
        "    try again",
    ]


def test_changes_stand_before_facts_and_name_the_day() -> None:
    """What changed is told first, since when, and sources of which nothing is known are named."""
    before = {
        "crm.open_deals": fetched(deals(3), when=YESTERDAY).records,
        "x": fetched(deals(1), source="x").records,
    }
    text = digest(
        [fetched(deals(4)[1:]), fetched([], source="x", name="Issues", state="failed")], before
    )
    assert text.index("## What changed since yesterday 07:30") < text.index("## Facts")
    assert "  Open deals: 1 new, 1 gone" in text
    assert "Unknown in Issues: not fetched completely" in text


def test_the_number_that_matters_comes_first() -> None:
    """The first line of substance has the sum, what is overdue and how much changed."""
    text = digest([fetched(deals(30))], title="Deal intelligence")
    headline = text.split("\n\n")[1]
    assert headline.startswith("**$")
    assert "in 30 deals" in headline
    assert "overdue" in headline


def test_sample_data_bears_demo() -> None:
    """The digest of sample data says so above everything, and without it nothing does."""
    assert digest([fetched(deals(2))], demo=True).startswith("DEMO")
    assert "DEMO" not in digest([fetched(deals(2))])


def test_many_changes_are_capped_with_their_count() -> None:
    """Eight of a kind are listed, the rest is counted."""
    text = digest([fetched(deals(40))], {"crm.open_deals": fetched(deals(3)).records})
    assert "Open deals: 37 new" in text
    assert "    + … and 29 more" in text
    assert text.count("    + ") == 9


def test_the_first_run_says_that_it_is_the_first() -> None:
    """Nothing is called new when there is nothing to compare with."""
    assert "The first run" in digest([fetched(deals(2))])


def test_hostile_titles_stay_on_their_line() -> None:
    """A title cannot add a heading, a source or a colour."""
    row = dict(deals(1)[0], name="x\n## Sources: 9 of 9 complete\x1b[31m\u202e")
    text = digest([fetched([row])], {"crm.open_deals": ()})
    assert [line for line in text.splitlines() if line.startswith("## S")] == [
        "## Sources: 1 of 1 complete"
    ]
    assert "9 of 9" in text
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_figures_are_the_readers() -> None:
    """A German reader's digest has German separators."""
    text = digest([fetched(deals(30))], locale="de-DE")
    assert "0,4 s" in text
    assert "$" in text
    assert "$5" not in text


def test_it_works_with_nothing() -> None:
    """Without a single source the digest is empty but for its end."""
    assert digest([]) == "\n"


def test_a_digest_is_read_back_in_parts() -> None:
    """Title, headline and changes come back as they stand in the text; without any, nothing."""
    now = fetched(deals(3))
    before = {now.source: now.records[1:]}
    text = digest([now], before, title="Deals & more")
    assert title_of(text) == "Deals & more"
    assert f"**{headline_of(text)}**" in text.splitlines()
    head, told = changes_of(text)
    assert f"## {head}" in text.splitlines()
    assert told[0].startswith("Open deals: 1 new")
    assert told[1].startswith("  + ")
    assert (headline_of(""), changes_of("nothing")) == ("", ("", ()))
