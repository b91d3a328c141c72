import subprocess
import sys

from operatoros.briefing.marking import footer, render_checked
from operatoros.values.findings import Checks, Unmatched

TEXT = "Acme renewal [D-1] is $52,000, see [D-9]."


def _unmatched(quoted: str, why: str) -> Unmatched:
    start = TEXT.index(quoted)
    return Unmatched(text=quoted, start=start, end=start + len(quoted), why=why)


def test_marks_stand_behind_what_was_not_found() -> None:
    """A terminal shows the mark right after the figure or its bracket, and the count below."""
    missing = (_unmatched("D-9", "no record"), _unmatched("$52,000", "not found in the data"))
    shown = render_checked(TEXT, Checks(figures=2, found=0, unmatched=missing))
    assert "is $52,000 [not found in the data], see [D-9] [no record]." in shown
    assert shown.endswith("0 of 2 figures found in the data.\n")


def test_the_footer_counts() -> None:
    """It says how many figures were found, or that there were none."""
    assert footer(Checks(figures=3, found=3)) == "3 of 3 figures found in the data."
    assert footer(Checks()) == "No figures to check."


def test_showing_a_text_does_not_import_the_checks() -> None:
    """Marks cost nothing at the start of a run: what reads texts is not imported for them."""
    code = (
        "import sys, operatoros.app.briefings;"
        "sys.exit(any(n.startswith('operatoros.briefing.cl') for n in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
