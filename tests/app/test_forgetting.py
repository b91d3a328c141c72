"""`runs forget` over runs as they really are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from operatoros.app import briefings
from operatoros.app.briefings import RunOptions
from operatoros.app.exporting import export, note_export
from operatoros.app.forgetting import NameTooVague, also_written, forget
from operatoros.app.replaying import replay
from operatoros.app.wiring import World
from operatoros.briefing.request import Disclosure
from operatoros.values.event import Event
from tests.app.conftest import CONNECTOR, MakeConfig

pytestmark = pytest.mark.anyio
DEALS = [
    {"id": 1, "name": "Blue", "owner": {"name": "Ada Lovelace", "email": "ada@acme.example"}},
    {"id": 2, "name": "Red", "owner": {"name": "Alan Turing", "email": "alan@acme.example"}},
]


async def _no(disclosure: Disclosure) -> bool:
    return False


def _ignore(event: Event) -> None:
    """Nobody listens."""


async def _run(make_config: MakeConfig, project: Path) -> str:
    text = CONNECTOR.replace("deals.csv", "deals.json")
    text = text.replace("[owner]", "[owner.name, owner.email]")
    (project / "connectors" / "exports.yaml").write_text(text, encoding="utf-8")
    (project / "deals.json").write_text(json.dumps(DEALS), encoding="utf-8")
    (project / "answer.md").write_text("Ask Ada Lovelace [D-1].", encoding="utf-8")
    options = RunOptions(operator="deals", model="scripted:answer.md")
    return (await briefings.run(options, make_config(), _ignore, _no)).run.run


async def test_a_person_leaves_with_the_address_beside_the_name(
    make_config: MakeConfig, project: Path, world: World
) -> None:
    """The name or the address is enough; the bundle holds neither; the run can be made again."""
    run = await _run(make_config, project)
    assert set(also_written(world, "ADA@acme.example")) == {"ADA@acme.example", "Ada Lovelace"}
    names = also_written(world, "Ada Lovelace")
    assert set(names) == {"Ada Lovelace", "ada@acme.example"}
    assert b"Lovelace" in export(world, run, "bundle")[1]
    done = forget(world, names)
    assert done.runs == (run,)
    bundle = export(world, run, "bundle")[1]
    assert b"Lovelace" not in bundle
    assert b"ada@" not in bundle
    assert b"Alan Turing" in bundle
    again = replay(world, run)
    assert again.differences == ()
    assert any("a person that was forgotten" in note for note in again.notes)
    assert not any("ada" in note.casefold() for note in again.notes)


async def test_what_it_cannot_reach_is_named(
    make_config: MakeConfig, project: Path, world: World
) -> None:
    """Exports that are known, deliveries, and that the source still has the person."""
    run = await _run(make_config, project)
    note_export(world, run, "/elsewhere/run.zip")
    done = forget(world, also_written(world, "Ada Lovelace"))
    assert f"an export of run {run}: /elsewhere/run.zip" in done.not_reached
    assert any("the next run fetches" in left for left in done.not_reached)


@pytest.mark.parametrize(
    "name", ["Ada", "done", "new", "", "a b", ", , , ,", "12 345 678", "@ @ @ @", "| Ada |"]
)
def test_a_word_that_may_be_anything_is_refused(world: World, name: str) -> None:
    """A single word would take out states and titles as well as people."""
    with pytest.raises(NameTooVague):
        also_written(world, name)
    with pytest.raises(NameTooVague):
        forget(world, [name])
