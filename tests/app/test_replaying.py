"""A run made again is the same, and says what is not when something changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from operatoros.app import briefings, reopening
from operatoros.app.briefings import RunOptions
from operatoros.app.recorded import RunNotRecorded
from operatoros.app.replaying import Replayed, replay
from operatoros.app.wiring import World, open_runs, world_of
from operatoros.briefing.request import Disclosure
from operatoros.values.event import Event
from tests.acting import block
from tests.app.conftest import CONNECTOR, DEALS_CSV, OPERATOR, MakeConfig

pytestmark = pytest.mark.anyio
OPERATOR_FILE = Path("config", "operators", "deals.yaml")


async def _no(disclosure: Disclosure) -> bool:
    return False


def _ignore(event: Event) -> None:
    """Nobody listens."""


async def _run(make_config: MakeConfig, project: Path, answer: str = "Red Sea is €800.") -> str:
    (project / "answer.md").write_text(answer, encoding="utf-8")
    options = RunOptions(operator="deals", model="scripted:answer.md")
    finished = await briefings.run(options, make_config(), _ignore, _no)
    assert finished.error is None
    return finished.run.run


def _parts(found: Replayed) -> list[tuple[str, str]]:
    return [(item.kind, item.part) for item in found.differences]


async def test_a_run_made_again_is_the_same_byte_for_byte(
    make_config: MakeConfig, project: Path, world: World
) -> None:
    """Records, names, changes, facts, digest, prompt, text and checks come out as they were."""
    await _run(make_config, project)
    changed = DEALS_CSV.replace("800", "900").replace("1,Blue", "7,Blue")
    (project / "deals.csv").write_text(changed, encoding="utf-8")
    run = await _run(make_config, project, "Red Sea [D-2] is €900, not €901.")
    (project / "deals.csv").unlink()
    found = replay(world, run)
    assert found.differences == ()
    assert {
        "records of exports.deals", "handles", "changes", "facts", "digest", "prompt.system",
        "prompt.data", "prompt.task", "text", "checks", "citations", "the task's prompt",
    } <= set(found.compared)  # fmt: skip
    with open_runs(world) as store:
        assert store.get(run).changes.items
        assert store.get(run).briefing.checks.unmatched


async def test_runs_of_every_kind_can_be_made_again(
    make_config: MakeConfig, project: Path, tmp_path: Path, world: World
) -> None:
    """Proposing, masked, answered by a chat, digest alone, failed sources, goals: all the same."""
    goals = "organization: {name: Acme}\ncurrency: EUR\ntime_zone: Europe/Berlin\nlocale: de-DE\n"
    (project / "config" / "goals.yaml").write_text(goals, encoding="utf-8")
    text = OPERATOR.replace("    default: true", "    default: true\n    actions: propose")
    text = text.replace("tasks:", "  - connector: missing\n    fetch: things\ntasks:")
    (project / OPERATOR_FILE).write_text(f"{text}mask: people\n", encoding="utf-8")
    command = block("fs.write", name="w-1", path="a.txt", content="A note to P-1 of us.")
    answer = f"Ask P-2: 800 €.\n\n{command}\nThat is all: 12 days."
    runs = [await _run(make_config, project, answer)]
    workspace = tmp_path / "workspace"
    workspace.mkdir()
    runs.append(await _run(make_config, project, answer))
    reopening.propose(world, runs[-1], str(workspace))
    config = make_config()
    for model in ("none", "chat"):
        options = RunOptions(operator="deals", model=model)
        runs.append((await briefings.run(options, config, _ignore, _no)).run.run)
    await reopening.answer(config, runs[-1], answer, _ignore)
    for run in runs:
        found = replay(world, run)
        assert found.differences == (), run
    assert "Alan Turing" in reopening.reopen(world, runs[0]).run.briefing.text


async def test_the_demo_can_be_made_again(make_config: MakeConfig) -> None:
    """The sample company's run, over real HTTP on loopback, is made again without it."""
    config = make_config()
    options = RunOptions(operator="deal-intelligence", demo=True)
    finished = await briefings.run(options, config, _ignore, _no)
    found = replay(world_of(config), finished.run.run)
    assert found.differences == ()
    assert len(found.compared) > 12


@pytest.mark.parametrize(
    ("file", "old", "new", "part"),
    [
        (OPERATOR_FILE, "that matter", "that matter most", "the task's prompt"),
        (OPERATOR_FILE, "fetch: deals", "fetch: deals\n    max_records: 1",
         "the declaration of source exports.deals"),
        (Path("connectors", "exports.yaml"), "title: name", "title: owner",
         "the declaration of source exports.deals"),
        (OPERATOR_FILE, "params:", "mask: people\nparams:", "masking"),
    ],
)  # fmt: skip
async def test_a_changed_declaration_is_named(
    make_config: MakeConfig, project: Path, file: Path, old: str, new: str, part: str
) -> None:
    """A replay says that the operator's prompt or a source's declaration changed, and which."""
    run = await _run(make_config, project)
    text = (project / file).read_text(encoding="utf-8")
    assert old in text
    (project / file).write_text(text.replace(old, new), encoding="utf-8")
    found = replay(world_of(make_config()), run)
    assert _parts(found) == [("declared", part)]
    assert found.differences[0].was != found.differences[0].now


async def test_a_result_that_comes_out_otherwise_is_found(
    make_config: MakeConfig, project: Path, world: World
) -> None:
    """Positive control: one changed character of what was kept is a difference, with its place."""
    run = await _run(make_config, project)
    with open_runs(world) as store:
        texts = store.texts(run)
        store.save_texts(run, {"prompt.data": texts["prompt.data"].replace("Red", "Bed", 1)})
        kept = store.get(run)
    found = replay(world, run)
    assert _parts(found) == [("made", "prompt.data")]
    assert "Bed" in found.differences[0].says
    with open_runs(world) as store:
        store.save_texts(run, texts)
        store.save_texts(run, {"answer": "Red Sea is €801."})
    assert {part for _, part in _parts(replay(world, run))} >= {"text", "checks"}
    assert kept.briefing.text == "Red Sea is €800."


async def test_an_operator_that_is_gone_is_noted(make_config: MakeConfig, project: Path) -> None:
    """Without today's declaration the rest is compared all the same, and the note says so."""
    run = await _run(make_config, project)
    (project / OPERATOR_FILE).unlink()
    found = replay(world_of(make_config()), run)
    assert found.differences == ()
    assert "ERR_" in found.notes[0]


async def test_what_was_pruned_cannot_be_made_again(
    make_config: MakeConfig, project: Path, world: World
) -> None:
    """Once the answers are thrown away a replay says so instead of guessing."""
    run = await _run(make_config, project)
    with open_runs(world) as store:
        store.prune("2099-01-01T00:00:00Z", raw_days=1, all_days=100_000)
    with pytest.raises(RunNotRecorded):
        replay(world, run)


async def test_no_secret_is_recorded(make_config: MakeConfig, project: Path) -> None:
    """What is kept for a replay holds no credential, though the source was asked with one."""
    key = "key-canary-88a1e0b7"
    connector = CONNECTOR.replace("type: table", "type: table\nauth: {fields: {apiKey: {}}}")
    (project / "connectors" / "exports.yaml").write_text(connector, encoding="utf-8")
    (project / "deals.csv").write_text(f"{DEALS_CSV}3,{key},1,EUR,,\n", encoding="utf-8")
    config = make_config(EXPORTS_API_KEY=key)
    options = RunOptions(operator="deals", model="none")
    finished = await briefings.run(options, config, _ignore, _no)
    assert finished.error is None
    with open_runs(world_of(config)) as store:
        assert store.exchanges(finished.run.run)
        kept = json.dumps(
            [str(e.response) + str(e.request) for e in store.exchanges(finished.run.run)]
        )
        assert key not in kept
        assert "canary" not in json.dumps(store.stages(finished.run.run))
    assert replay(world_of(config), finished.run.run).differences == ()
