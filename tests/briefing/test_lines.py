import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.briefing.lines import lines_of, unwrapped
from tests.briefing.workshop import missing

PAIRS = (
    (
        "oak      3 repairs\nelm      2 repairs",
        "oak      2 repairs\nelm      3 repairs",
        ["2", "3"],
    ),
    (
        "- oak\n  - repairs: 3; hours: 34\n- elm\n  - repairs: 2; hours: 5",
        "- oak\n  - repairs: 2; hours: 34\n- elm\n  - repairs: 3; hours: 5",
        ["2", "3"],
    ),
    (
        "**Oak.** Three repairs. **Elm.** Two repairs.",
        "**Oak.** Two repairs. **Elm.** Two repairs.",
        ["Two"],
    ),
)


@pytest.mark.parametrize(("honest", "wrong", "marked"), PAIRS)
def test_each_line_has_its_own_lead(honest: str, wrong: str, marked: list[str]) -> None:
    """Leads in a row of lines, inside a line and above a list each stand for what is theirs."""
    assert missing(honest) == []
    assert missing(wrong) == marked


def test_lines_of_a_paragraph_are_joined_in_place() -> None:
    """Wrapped prose is one line, lists, headings, tables and code keep theirs."""
    prose = "one line of prose that is as long as what is wrapped at sixty or more"
    text = f"# A\n{prose}\ntwo\n- {prose}\n  goes on\n- next\n| a |\n| b |\n```\nx\ny\n```\nlast"
    assert unwrapped(text).split("\n") == [
        "# A", f"{prose} two", f"- {prose}   goes on", "- next", "| a |", "| b |", "```", "x", "y",
        "```", "last",
    ]  # fmt: skip


def test_a_line_that_ends_early_ends_on_purpose() -> None:
    """Short lines, lines of a form and of a log are not joined."""
    for text in ("one\ntwo", "Hours: 5\nParts: 7", "1 Nov Ada [R-1] 5 h\n5 Nov Bo [R-2] 8 h"):
        assert unwrapped(text) == text


@given(st.text(alphabet=st.sampled_from("ab \n-#|`1.*")))
def test_joining_keeps_every_place(text: str) -> None:
    """Offsets stay valid: only line feeds change, into blanks; lines tile the text."""
    flat = unwrapped(text)
    assert len(flat) == len(text)
    assert all(a == b or (a, b) == ("\n", " ") for a, b in zip(text, flat, strict=True))
    assert "\n".join(text[line.start : line.end] for line in lines_of(text)) == text
