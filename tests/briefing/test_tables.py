import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.briefing.tables import columns_of, read_cells, render_table
from operatoros.values.jsonable import Json
from operatoros.values.record import Shape, make_record
from tests.briefing.samples import DEALS, deals, fetched


def rows(
    data: list[dict[str, Json]], shape: Shape | None = None, most: int = 50
) -> tuple[list[str], list[str]]:
    """Return head and rows of a table."""
    used = shape or Shape()
    records = [make_record("s", d, used, fetched_at="t", position=n) for n, d in enumerate(data)]
    cells = read_cells(records, shape=used, columns=columns_of(records, used))
    table = render_table([f"R-{n}" for n in range(1, len(data) + 1)], cells, most_text=most)
    return list(table.head), list(table.rows)


def test_a_table_says_each_thing_once() -> None:
    """What all records share stands above, what none has is named, the rest is one line each."""
    head, lines = rows(
        [{"id": n, "team": "ops", "note": "", "who": {"name": f"p{n}"}} for n in (1, 2, 3)]
    )
    assert head == ["same in all: team=ops", "empty in all: note", "handle|id|name"]
    assert lines == ["R-1|1|p1", "R-2|2|p2", "R-3|3|p3"]


def test_cells_cannot_leave_their_place() -> None:
    """Bars, line breaks and hidden characters inside a cell stay inside it."""
    _, lines = rows([{"id": "a|b\nc\u202e"}, {"id": "x"}])
    assert lines == ["R-1|a¦b ⏎ c\\u{202e}", "R-2|x"]


def test_long_texts_are_cut_visibly() -> None:
    """A cut says how many characters are missing."""
    _, lines = rows([{"id": "x" * 60}, {"id": "y"}], most=10)
    assert lines[0] == "R-1|xxxxxxxxxx… (+50 characters)"


def test_dates_are_shortened_without_losing_the_minute() -> None:
    """Milliseconds go, midnight is a date, other fields stay as they are."""
    shape = Shape(dates=("at",), due="due")
    _, lines = rows(
        [
            {"id": "1", "at": "2026-11-20T10:15:59.123Z", "due": "2026-11-21T00:00:00Z"},
            {"id": "2", "at": "2026-11-20", "due": "whenever"},
        ],
        shape,
    )
    assert lines == ["R-1|1|2026-11-20T10:15Z|2026-11-21", "R-2|2|2026-11-20|whenever"]


def test_declared_fields_win_in_their_order() -> None:
    """The source's fields win over the shape's, which win over what is there."""
    records = fetched(deals(2)).records
    assert columns_of(records, DEALS, ("stage", "name")) == ("stage", "name")
    assert columns_of(records, DEALS) == DEALS.fields
    found = columns_of(records, Shape(title="name", url="url", noise=("updatedAt",)))
    assert found[0] == "name"
    assert not {"url", "updatedAt"} & set(found)
    assert "owner.email" in found


def test_persons_are_hidden_before_anything_is_cut() -> None:
    """Masking sees whole texts, so a cut cannot leave half a name."""
    records = fetched(deals(1)).records
    cells = read_cells(
        records,
        shape=DEALS,
        columns=["owner.name", "name"],
        hide=lambda text: "P-1" if "a" in text else text,
    )
    table = render_table(["D-1"], cells, most_text=3)
    assert table.rows == ("D-1|P-1|P-1",)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_records_are_not_summed_up(count: int) -> None:
    """With one or two records nothing is moved above the table."""
    head, lines = rows([{"id": n, "a": "same"} for n in range(count)])
    assert len(lines) == count
    assert not any(line.startswith("same") for line in head)


@given(st.lists(st.dictionaries(st.text(max_size=4), st.text(max_size=12), max_size=4), max_size=5))
def test_every_record_is_one_line_with_equal_columns(data: list[dict[str, Json]]) -> None:
    """Whatever the text, rows and header have the same number of separators and no breaks."""
    head, lines = rows(data)
    assert len(lines) == len(data)
    assert {line.count("|") for line in lines} <= {head[-1].count("|")}
    assert not any("\n" in line for line in (*head, *lines))
