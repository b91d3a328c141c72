import io

import pyte
import pytest

from operatoros.cli.live import LiveProgress, PlainProgress, cost_text, source_text
from operatoros.values.coverage import ErrorInfo, Fetched, source_line
from operatoros.values.event import Event, SourceFinished, SourceProgress, SourceStarted, What


def _event(what: What) -> Event:
    return Event(run="r", seq=1, at="t", what=what)


FAILED = source_line(
    Fetched(
        source="a",
        name="CRM \x1b[2J",
        state="failed",
        error=ErrorInfo(code="ERR_SOURCE_TIMEOUT", message="no answer", hint="try later"),
    )
)


def test_a_failed_source_says_what_went_wrong() -> None:
    """A failed source is one line with its code and message, and no escape sequence survives."""
    line = source_text(FAILED)
    assert line.startswith("✗ CRM \\u{1b}[2J")
    assert "ERR_SOURCE_TIMEOUT  no answer" in line


def test_plain_progress_is_one_line_when_a_source_finishes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Pipes get a line per finished source and its hint; starts only with --verbose."""
    for verbose in (False, True):
        progress = PlainProgress(verbose=verbose)
        progress(_event(SourceStarted(source="a", name="CRM")))
        progress(_event(SourceFinished(line=FAILED)))
        progress.stop()
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.count("\n") == (3 if verbose else 2)
        assert "hint: try later" in said.err


def test_live_lines_leave_an_empty_screen() -> None:
    """On a terminal the lines are redrawn in place and gone once the run has its digest."""
    stream = io.StringIO()
    stream.isatty = lambda: True  # type: ignore[method-assign]  # stands for a terminal
    progress = LiveProgress(stream, monotonic=lambda: 1.0)
    progress(_event(SourceStarted(source="a", name="CRM")))
    progress(_event(SourceProgress(source="a", records=7, bytes=9, wait_s=12)))
    drawn = str(progress._draw())
    assert "CRM" in drawn
    assert "waiting 12 s" in drawn
    progress(_event(SourceFinished(line=FAILED)))
    assert "ERR_SOURCE_TIMEOUT" in str(progress._draw())
    progress.stop()
    progress.stop()
    screen = pyte.Screen(80, 10)
    pyte.Stream(screen).feed(stream.getvalue().replace("\n", "\r\n"))
    assert not "".join(screen.display).strip()


@pytest.mark.parametrize(("cost", "said"), [(0.034, "$0.03"), (None, "no price known")])
def test_a_call_is_announced_with_its_price(cost: float | None, said: str) -> None:
    """Before a model reads, its name, the tokens and the estimated price are said."""
    line = cost_text("claude:x", 12_345, cost)
    assert "claude:x" in line
    assert "12,345 tokens" in line
    assert said in line
