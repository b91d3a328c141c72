"""The tables are whole: every row has its cells, every name is fictional."""

from __future__ import annotations

from operatoros.demo import tables


def test_every_row_has_its_cells() -> None:
    """Eight cells a deal, four a person; customers are named once."""
    rows = [row.split("|") for row in tables.DEALS.strip().splitlines()]
    assert {len(row) for row in rows} == {8}
    assert len({row[0].strip() for row in rows}) == len(rows)
    assert {len(row.split("|")) for row in tables.PEOPLE.strip("\n").splitlines()} == {4}


def test_every_stage_has_its_talk() -> None:
    """Stages one to six have a talk whose brief names what it fills in."""
    assert sorted(tables.TALKS) == [1, 2, 3, 4, 5, 6]
    for _, brief, points, topics, outcome in tables.TALKS.values():
        words = {"guest": "G", "customer": "C", "what": "W"}
        assert "{" not in brief.format(**words)
        assert points
        assert topics
        assert outcome


def test_guests_differ() -> None:
    """A guest is one person."""
    assert len(set(tables.GUESTS)) == len(tables.GUESTS) >= 10
