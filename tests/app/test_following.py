"""Questions after a briefing, with a real store and an endpoint on loopback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from operatoros.app import briefings
from operatoros.app.briefings import RunOptions
from operatoros.app.following import (
    ChatKeyMissing,
    ChatNeedsModel,
    Followed,
    conversation,
    follow_up,
)
from operatoros.app.wiring import World, world_of
from operatoros.briefing.request import Disclosure
from operatoros.briefing.stops import ConsentMissing, PriceUnknown
from operatoros.errors import NotFound
from operatoros.values.event import Event
from tests.acting import block
from tests.app.conftest import MakeConfig
from tests.llm.conftest import Host, host, stream_of

pytestmark = pytest.mark.anyio
_ = host  # a fixture


async def _no(disclosure: Disclosure) -> bool:
    return False


def _ignore(event: Event) -> None:
    """Nobody listens."""


def _says(text: str) -> bytes:
    pieces = [text[at : at + 9] for at in range(0, len(text), 9)]
    chunks: list[dict[str, object]] = [
        {"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None}]}
        for piece in pieces
    ]
    chunks.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    lines = [b"data: " + json.dumps(chunk).encode() + b"\n\n" for chunk in chunks]
    return b"".join([*lines, b"data: [DONE]\n\n"])


async def _run(
    make_config: MakeConfig, project: Path, text: str, **flags: str
) -> tuple[World, str]:
    (project / "answer.md").write_text(text, encoding="utf-8")
    config = make_config(flags, OPENAI_BASE_URL="http://127.0.0.1:9/v1")
    options = RunOptions(operator="deals", model="scripted:answer.md")
    finished = await briefings.run(options, config, _ignore, _no)
    return world_of(config), finished.run.run


async def _ask(world: World, run: str, question: str, **more: Any) -> Followed:
    given: dict[str, Any] = {
        "model": None,
        "agrees": False,
        "workspace": "",
        "told": lambda text: None,
        "ask_consent": _no,
    }
    return await follow_up(world, run, question, **{**given, **more})


async def test_questions_keep_the_runs_prompt_in_front_and_what_was_said(
    make_config: MakeConfig, project: Path, host: Host
) -> None:
    """The prefix is the run's own, byte for byte; each question sees all that went before."""
    _, run = await _run(make_config, project, "Red Sea [D-2] is the smaller one.")
    world = world_of(make_config(OPENAI_BASE_URL=f"{host.url}/v1"))
    host.says(stream_of(_says("Blue Ocean [D-1], €1,200.50.")), stream_of(_says("No: €9,999.")))
    pieces: list[str] = []
    openai: dict[str, Any] = {"model": "openai:local", "agrees": True}
    first = await _ask(world, run, "Which is larger?", told=pieces.append, **openai)
    assert "".join(pieces) == first.answer == "Blue Ocean [D-1], €1,200.50."
    assert not first.checks.unmatched
    second = await _ask(world, run, "Are you sure?", **openai)
    assert [miss.text for miss in second.checks.unmatched] == ["€9,999"]
    assert "[not found in the data]" in second.checked_text
    one, two = (host.body(place)["messages"] for place in (0, 1))
    assert isinstance(one, list)
    assert isinstance(two, list)
    assert two[: len(one)] == one
    kept = briefings_prompt(world, run)
    assert one[0]["content"] == kept["prompt.system"]
    assert kept["prompt.data"] in one[1]["content"]
    assert kept["prompt.task"] in one[1]["content"]
    assert one[2]["content"] == "Red Sea [D-2] is the smaller one."
    assert two[-1]["content"] == "Are you sure?"
    identity, turns = conversation(world, run)
    assert identity == run
    assert turns == (first, second)


def briefings_prompt(world: World, run: str) -> dict[str, str]:
    """Return the prompt's parts as they were kept."""
    from operatoros.app.wiring import open_runs

    with open_runs(world) as store:
        return store.texts(run)


async def test_a_question_needs_consent_like_a_run(
    make_config: MakeConfig, project: Path, host: Host
) -> None:
    """Records go to no host that nobody agreed to; the person's yes is kept."""
    _, run = await _run(make_config, project, "Done.")
    world = world_of(make_config(OPENAI_BASE_URL=f"{host.url}/v1"))
    asked: list[Disclosure] = []

    async def yes(disclosure: Disclosure) -> bool:
        asked.append(disclosure)
        return True

    with pytest.raises(ConsentMissing):
        await _ask(world, run, "Why?", model="openai:local")
    host.says(stream_of(_says("Because.")), stream_of(_says("Because.")))
    await _ask(world, run, "Why?", model="openai:local", ask_consent=yes)
    await _ask(world, run, "Why?", model="openai:local", ask_consent=_no)
    assert [dict(one.counts) for one in asked] == [{"deals": 2}]


async def test_who_wrote_the_run_answers_by_default(make_config: MakeConfig, project: Path) -> None:
    """Without --model the run's own writer answers; chat and none cannot."""
    world, run = await _run(make_config, project, "Two deals.")
    (project / "answer.md").write_text("There are 2.", encoding="utf-8")
    assert (await _ask(world, run, "How many?")).answer == "There are 2."
    for model in ("chat", "none"):
        with pytest.raises(ChatNeedsModel):
            await _ask(world, run, "How many?", model=model)
    none = await briefings.run(
        RunOptions(operator="deals", model="none"), world.config, _ignore, _no
    )
    with pytest.raises(ChatKeyMissing):
        await _ask(world, none.run.run, "How many?")
    with pytest.raises(NotFound):
        await _ask(world, "2000", "How many?")


async def test_a_run_that_nobody_wrote_can_be_asked_about(
    make_config: MakeConfig, project: Path
) -> None:
    """With --model none there was no prompt: it is made from the same records."""
    config = make_config()
    none = await briefings.run(RunOptions(operator="deals", model="none"), config, _ignore, _no)
    (project / "answer.md").write_text("Red Sea [D-2].", encoding="utf-8")
    followed = await _ask(world_of(config), none.run.run, "Which?", model="scripted:answer.md")
    assert followed.answer == "Red Sea [D-2]."


async def test_an_answer_that_may_cost_too_much_is_not_asked_for(
    make_config: MakeConfig, project: Path
) -> None:
    """--max-cost holds for every question; a model without a price counts as too dear."""
    world, run = await _run(make_config, project, "Done.")
    limited = world_of(make_config({"max_cost_usd": "0.01"}))
    with pytest.raises(PriceUnknown):
        await _ask(limited, run, "Why?")
    assert (await _ask(world, run, "Why?")).answer == "Done."


async def test_an_answer_proposes_like_a_briefing(
    make_config: MakeConfig, project: Path, tmp_path: Path
) -> None:
    """Commands in an answer go to the inbox if the task proposes, and are never carried out."""
    file = project / "config" / "operators" / "deals.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("    default: true", "    default: true\n    actions: propose"))
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    world, run = await _run(make_config, project, "Done.")
    command = block("fs.write", name="w-1", path="a.txt", content="A short note to Ada.")
    (project / "answer.md").write_text(command, encoding="utf-8")
    followed = await _ask(world, run, "Write to Ada.", workspace=str(workspace))
    assert followed.proposed == ("1",)
    assert followed.answer == "[proposed: fs.write a.txt, entry 1 in the inbox]"
    assert "inbox list" in followed.notes[-1]
    assert "--workspace" in (await _ask(world, run, "Write to Ada.")).notes[-1]
    assert list(workspace.iterdir()) == []


async def test_masked_names_stay_here(make_config: MakeConfig, project: Path, host: Host) -> None:
    """With `mask: people` neither question nor history carries a name out; answers get it back."""
    file = project / "config" / "operators" / "deals.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "mask: people\n", encoding="utf-8")
    _, run = await _run(make_config, project, "Ask P-1 about Red Sea.")
    world = world_of(make_config(OPENAI_BASE_URL=f"{host.url}/v1"))
    host.says(stream_of(_says("Yes, ask P-2.")))
    followed = await _ask(world, run, "Or Alan Turing?", model="openai:local", agrees=True)
    assert followed.answer == "Yes, ask Alan Turing."
    sent = json.dumps(host.body(0))
    assert "Turing" not in sent
    assert "Lovelace" not in sent
    assert "Or P-2?" in sent
