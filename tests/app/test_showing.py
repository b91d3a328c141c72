"""A run's records as a table: true values, sorted by what they mean, searched, in pages."""

from __future__ import annotations

from pathlib import Path

import pytest

from operatoros.app.reopening import reopen
from operatoros.app.showing import PAGE, SourceNotInRun, parts_of, records_of
from operatoros.app.wiring import World, world_of
from tests.app.conftest import MakeConfig
from tests.app.test_today import run

HEAD = "id,name,amount,currency,close_date,owner\n"


def rows(count: int) -> str:
    """Return an export of so many deals; amounts fall, and every third has no owner."""
    lines = [
        f"{n},Deal {n},{10_000 - n * 7},EUR,2031-01-{n % 28 + 1:02},{'Ada' if n % 3 else ''}"
        for n in range(1, count + 1)
    ]
    return HEAD + "\n".join(lines) + "\n"


@pytest.fixture
def many(make_config: MakeConfig, project: Path) -> tuple[World, str]:
    """A run over 250 deals."""
    (project / "deals.csv").write_text(rows(250), encoding="utf-8")
    config = make_config()
    return world_of(config), run(config, model="none")


def test_records_are_shown_as_they_were_fetched(many: tuple[World, str]) -> None:
    """The first page of the table holds the first hundred records, money written as money."""
    table = records_of(*many)
    assert (table.total, table.matched, table.pages, len(table.lines)) == (250, 250, 3, PAGE)
    first = table.lines[0]
    assert (first.handle, first.title) == ("D-1", "Deal 1")
    columns = [column.path for column in table.columns]
    assert first.cells[columns.index("amount")] == "€9,993"
    assert [column.number for column in table.columns if column.path == "amount"] == [True]


def test_numbers_sort_by_size_and_missing_values_come_last(many: tuple[World, str]) -> None:
    """Sorting by amount is by number; records without the field are last either way."""
    world, identity = many
    up = records_of(world, identity, sort="amount")
    down = records_of(world, identity, sort="amount", descending=True)
    assert [line.title for line in up.lines[:2]] == ["Deal 250", "Deal 249"]
    assert [line.title for line in down.lines[:2]] == ["Deal 1", "Deal 2"]
    for descending in (False, True):
        last = records_of(world, identity, sort="owner", descending=descending, page=3)
        owners = [column.path for column in last.columns].index("owner")
        assert last.lines[-1].cells[owners] == ""


def test_words_find_records_and_a_page_too_far_is_the_last(many: tuple[World, str]) -> None:
    """Every word must stand somewhere in the record; pages are clamped to what is there."""
    world, identity = many
    found = records_of(world, identity, words="deal 25 ADA")
    assert 0 < found.matched < 250
    assert all("25" in " ".join((line.title, *line.cells)) for line in found.lines)
    assert records_of(world, identity, page=99).page == 3
    assert records_of(world, identity, words="nowhere").lines == ()
    with pytest.raises(SourceNotInRun):
        records_of(world, identity, source="other")


def test_the_parts_of_a_page_link_figures_to_records(
    make_config: MakeConfig, project: Path
) -> None:
    """Each handle that the text cites is a link to a record on the same page."""
    (project / "answer.md").write_text("Blue Ocean [D-1] is €1,200.50.\n", encoding="utf-8")
    config = make_config()
    world = world_of(config)
    identity = run(config, model="scripted:answer.md")
    page, parts = parts_of(world, reopen(world, identity).run)
    assert "D-1" in page.handles
    assert 'href="#D-1"' in parts.text
    assert 'id="D-1"' in parts.records
