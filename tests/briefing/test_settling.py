"""A written text in its run: without its formulas, and checked by them."""

from __future__ import annotations

from operatoros.briefing.proposing import TakenUp, draw_out
from operatoros.briefing.settling import settle
from operatoros.values.run import Briefing, Run
from tests.acting import block
from tests.briefing.company import company
from tests.briefing.samples import reader

RUN = Run(
    run="20261121-073000-4f1c",
    operator="deals",
    task="main",
    params={},
    state="writing",
    demo=False,
    started_at="2026-11-21T07:30:00Z",
    briefing=Briefing(digest="Five deals."),
)


def settled(text: str, *, proposes: bool = False) -> Run:
    """Settle a text over the company; what it proposes is not taken up."""
    brought, handles, _, _ = company()
    return settle(
        RUN,
        draw_out(text, proposes=proposes),
        TakenUp(),
        fetched=brought,
        handles=handles,
        reader=reader(),
        asked="",
    )


def test_formulas_are_not_read() -> None:
    """The text of a run has none; what they said stands beside its figures."""
    run = settled("Six deals [= count(deals)] are open, 2 [= count(D-1, D-2)] of them large.")
    assert run.briefing.text == "Six deals are open, 2 of them large."
    (missed,) = run.briefing.checks.unmatched
    assert (missed.text, missed.why) == ("Six", "its formula gives 5")
    assert [one.formula for one in run.briefing.citations] == ["count(D-1, D-2)"]
    assert run.briefing.checks.figures == 2


def test_a_proposal_keeps_what_it_writes() -> None:
    """A formula within a proposed file is part of that file, and its line shifts no place."""
    written = block("fs.write", path="notes.txt", payload_content="x [= count(deals)]")
    text = f"There are 5 deals [= count(deals)].\n\n{written}\nAnd 7 deals [= count(deals)]."
    (proposal,) = draw_out(text, proposes=True).proposals
    assert "|x [= count(deals)]" in proposal.block
    run = settled(text, proposes=True)
    assert "[=" not in run.briefing.text
    (missed,) = run.briefing.checks.unmatched
    assert run.briefing.text[missed.start : missed.end] == "7"
