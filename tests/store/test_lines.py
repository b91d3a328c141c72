"""One line a run."""

from __future__ import annotations

from dataclasses import fields, replace

from tests.store.samples import a_run, deals, lines

from operatoros.store.lines import RunLine, line_of
from operatoros.store.tables import RUNS
from operatoros.values.coverage import ErrorInfo


def test_each_field_of_a_line_is_a_column() -> None:
    """Lists are read from columns alone."""
    assert {item.name for item in fields(RunLine)} == set(RUNS.c.keys()) - {"owner", "body"}


def test_the_code_of_a_line_is_the_runs_or_the_briefings() -> None:
    """A failed run shows why; so does a briefing that is not whole; a whole one shows nothing."""
    run = a_run(coverage=lines(deals(1.0, state="cached"), deals(state="skipped", source="b")))
    assert (line_of(run).code, line_of(run).sources, line_of(run).sources_ok) == ("", 2, 1)
    cut = replace(run, briefing=replace(run.briefing, error=ErrorInfo(code="CUT", message="m")))
    assert line_of(cut).code == "CUT"
    failed = replace(cut, error=ErrorInfo(code="FAILED", message="m"), usage=None)
    assert line_of(failed).code == "FAILED"
    assert line_of(failed).cost_usd is None
