from operatoros.briefing.columns import cell_of, heads_of, is_row, is_total, lead_of
from tests.briefing.pantry import missing

TABLE = """\
| Supplier | Items | On hand | Below par |
|---|---:|---:|---:|
| Old Mill | 2 | 34 | 1 |
| Harbor | 3 | 37 | 3 |
| Total | 5 | 71 | 4 |
"""


def test_a_cell_has_a_head_and_a_row_a_label() -> None:
    """The head of the column and the first cell of the row say what a figure is."""
    start = TABLE.index("| Harbor")
    end = TABLE.index("\n", start)
    assert is_row(TABLE, start)
    starts = [0, *(n + 1 for n, letter in enumerate(TABLE) if letter == "\n")]
    heads = heads_of(TABLE, starts)
    assert cell_of(heads[start], TABLE, start, TABLE.index("37")) == "On hand"
    assert 0 not in heads
    assert heads_of("| a | b |\n| 1 | 2 |", [0, 10]) == {}
    assert lead_of(TABLE, start, end) == "Harbor"
    assert is_total("**Total**")
    assert not is_total("Harbor")


def test_a_line_may_begin_with_what_it_is_about() -> None:
    """A bold beginning stands over its line, a colon over its sentence."""
    assert lead_of("**Harbor**. Three items", 0, 23) == "Harbor"
    assert lead_of("- Harbor: 3", 0, 11) == "Harbor"
    assert lead_of("- Harbor: 3", 0, 11, is_bold=True) == ""


def test_each_cell_is_held_against_its_row_and_column() -> None:
    """A true table is left alone; the count or sum of another row is marked."""
    assert missing(TABLE) == []
    assert missing(TABLE.replace("| 2 | 34 |", "| 3 | 34 |")) == ["3"]
    assert missing(TABLE.replace("| 3 | 37 |", "| 3 | 34 |")) == ["34"]
    assert missing(TABLE.replace("| 71 |", "| 77 |")) == ["77"]
    assert missing(TABLE.replace("| 34 | 1 |", "| 34 | 2 |")) == ["2"]


def test_what_follows_a_bold_beginning_is_of_it() -> None:
    """Beneath a supplier's name its items are counted and not those of the other one."""
    assert missing("**Harbor**. Three items below par.") == []
    assert missing("**Old Mill**. Three items below par.") == ["Three"]
