import pytest

from operatoros.app.briefings import Finished
from operatoros.cli.printing import RunPrinter, figures_line, print_rest
from operatoros.values.coverage import Egress
from operatoros.values.event import DigestReady, Event, TextDelta
from operatoros.values.findings import Checks, Unmatched
from operatoros.values.run import Briefing, Run, Usage

RUN = Run(
    run="r1",
    operator="o",
    task="t",
    params={},
    state="done",
    demo=False,
    started_at="",
    briefing=Briefing(
        digest="# O",
        text="It is €9.",
        model="claude:x",
        checks=Checks(figures=1, unmatched=(Unmatched(text="€9", start=6, end=8),)),
    ),
    usage=Usage(model="x", cost_usd=0.0123, estimated=False),
    egress=(Egress(host="h\x1b", requests=2, bytes_out=1, bytes_in=1, enforced=True),),
)


def test_the_footer_says_who_was_contacted(capsys: pytest.CaptureFixture[str]) -> None:
    """Text and checks go to stdout; receipt, price and id of the run to stderr."""
    print_rest(Finished(run=RUN, checked_text="It is €9 [not found]."), streamed=False)
    said = capsys.readouterr()
    assert said.out.strip() == "It is €9 [not found]."
    assert "contacted: h\\u{1b} ×2" in said.err
    assert "$0.012" in said.err
    assert "run r1" in said.err


def test_a_streamed_text_gets_its_marks_after_it(capsys: pytest.CaptureFixture[str]) -> None:
    """A text that was already streamed is not printed twice; its misses are listed below."""
    print_rest(Finished(run=RUN, checked_text="It is €9."), streamed=True)
    out = capsys.readouterr().out
    assert "It is" not in out
    assert "✗ €9  not found in the data" in out
    assert out.count("0 of 1 figures found in the data") == 1


def test_what_has_no_figures_says_so() -> None:
    """A text without figures is not praised for them."""
    assert "No figures to check" in figures_line(Checks())


def test_json_keeps_stdout_for_itself(capsys: pytest.CaptureFixture[str]) -> None:
    """With --json neither digest nor text is printed as it happens."""
    for as_json in (False, True):
        printer = RunPrinter(as_json=as_json, verbose=False, dry_run=False, monotonic=lambda: 0.0)
        for what in (DigestReady(digest="# O"), TextDelta(delta="hello")):
            printer(Event(run="r", seq=1, at="", what=what))
        printer.stop()
        assert capsys.readouterr().out == ("" if as_json else "# O\n")
