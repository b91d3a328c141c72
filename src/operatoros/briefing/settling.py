"""A text that was written, put into its run: formulas and blocks taken out, checked, cited.

Whatever wrote it (a model, a chat whose answer was pasted, a recording) ends here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from operatoros.briefing.declaring import Declared, take_out
from operatoros.briefing.handles import Handles
from operatoros.briefing.proposing import Drawn, TakenUp, labelled
from operatoros.briefing.reader import Reader
from operatoros.values.coverage import Fetched
from operatoros.values.run import Run


def settle(
    run: Run,
    drawn: Drawn,
    taken: TakenUp,
    *,
    fetched: Sequence[Fetched],
    handles: Handles,
    reader: Reader,
    asked: str,
) -> Run:
    """Put a text and what became of its proposals into a run, checked.

    Args:
        run: The run.
        drawn: The text, names put back, its blocks taken out.
        taken: What became of the blocks.
        fetched: As for `check_run`, like all that follow.
        handles: The records' names in this run.
        reader: The present and conventions.
        asked: The task's prompt.
    """
    text, bare, declared = take_out(*labelled(drawn, taken))
    bared = replace(run, briefing=replace(run.briefing, text=bare))
    checked = check_run(
        bared, fetched, handles=handles, reader=reader, asked=asked, declared=declared
    )
    proposed = tuple(dict.fromkeys(str(entry.number) for entry in taken.entries))
    return replace(checked, briefing=replace(checked.briefing, text=text, proposed=proposed))


def check_run(
    run: Run,
    fetched: Sequence[Fetched],
    *,
    handles: Handles,
    reader: Reader,
    asked: str,
    declared: Sequence[Declared] = (),
) -> Run:
    """Check a run's text against its records and facts; the stage after any writing.

    Args:
        run: The run with its text.
        fetched: What its sources brought.
        handles: The records' names in this run.
        reader: The present and conventions.
        asked: The task's prompt: figures that the person named are no claims.
        declared: Formulas that were taken out of the text.
    """
    # Imported where a text is checked: most of what is shown, listed or fetched needs none of it.
    from operatoros.briefing.check import check

    checked = check(
        run.briefing.text,
        fetched=fetched,
        facts=run.facts,
        handles=handles,
        reader=reader,
        changes=run.changes,
        asked=asked,
        declared=declared,
    )
    briefing = replace(run.briefing, checks=checked.checks, citations=checked.citations)
    return replace(run, briefing=briefing)
