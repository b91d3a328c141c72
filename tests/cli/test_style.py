from operatoros.cli.style import columns, paint


def test_columns_are_aligned_and_safe() -> None:
    """Cells line up, the last is not padded, and no cell can bring a line break or an escape."""
    rows = [("a", "bb", "c"), ("longer", "b", "x\ny"), ("\x1b[31m", "", "")]
    assert columns(rows) == [
        "a" + " " * 11 + "bb  c",
        "longer" + " " * 6 + "b   x\\u{a}y",
        "\\u{1b}[31m",
    ]
    assert columns([]) == []


def test_colour_says_nothing_that_text_does_not() -> None:
    """A painted text holds its words unchanged."""
    assert "3 errors" in paint("3 errors", "bad")
