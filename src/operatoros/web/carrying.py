"""What a server carries on for whoever asked: a run, the sample company's story, an answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from operatoros.app.briefings import AskConsent, Finished, Listener, RunOptions, run_in
from operatoros.app.following import Followed, follow_up
from operatoros.app.story import sample_workspace, tell_in
from operatoros.app.wiring import World

# The sample answer streams as fast as people read, not as fast as it is there.
_PAUSE_S = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question about a run.

    Attributes:
        run: Id of the run.
        text: What is asked.
        model: Who answers; empty for who wrote the run.
        workspace: Folder whose inbox takes what the answer proposes; empty for none.
    """

    run: str
    text: str
    model: str = ""
    workspace: str = ""


async def carry_out(
    options: RunOptions, world: World, listener: Listener, ask: AskConsent
) -> Finished:
    """Run an operator as a person asked for it."""
    return await run_in(world, options, listener, ask)


async def tell_story(world: World, listener: Listener, ask: AskConsent) -> Finished:
    """Run the demo's story: yesterday in silence, then today, with a proposal in the inbox."""
    del ask  # the sample answer goes nowhere
    folder = sample_workspace(world.config)
    return await tell_in(world, listener, pause_s=_PAUSE_S, workspace=folder)


async def answer(
    question: Question, world: World, told: Callable[[str], None], ask: AskConsent
) -> Followed:
    """Answer a question about a run."""
    return await follow_up(
        world,
        question.run,
        question.text,
        model=question.model or None,
        agrees=False,
        workspace=question.workspace,
        told=told,
        ask_consent=ask,
    )
