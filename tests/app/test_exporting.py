"""A run as a file."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from operatoros.app import briefings
from operatoros.app.briefings import RunOptions
from operatoros.app.exporting import export
from operatoros.app.wiring import World
from operatoros.briefing.request import Disclosure
from operatoros.values.event import Event
from tests.app.conftest import MakeConfig

pytestmark = pytest.mark.anyio


async def _no(disclosure: Disclosure) -> bool:
    return False


def _ignore(event: Event) -> None:
    """Nobody listens."""


async def _run(make_config: MakeConfig, project: Path) -> str:
    (project / "answer.md").write_text("Red Sea is €801.", encoding="utf-8")
    options = RunOptions(operator="deals", model="scripted:answer.md")
    return (await briefings.run(options, make_config(), _ignore, _no)).run.run


async def test_a_bundle_is_the_same_bytes_and_named_by_its_contents(
    make_config: MakeConfig, project: Path, world: World
) -> None:
    """Exported twice it is one file; every object is what its name says; all parts are there."""
    run = await _run(make_config, project)
    identity, data = export(world, run[:-1], "bundle")
    assert identity == run
    assert export(world, run, "bundle")[1] == data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        parts = {
            name: archive.read(f"objects/{digest}") for name, digest in manifest["parts"].items()
        }
        assert archive.testzip() is None
        assert len(archive.namelist()) == len(set(archive.namelist()))
    for name, digest in manifest["parts"].items():
        assert hashlib.sha256(parts[name]).hexdigest() == digest
    assert {
        "run.json", "request.json", "requests/exports.deals.0.json",
        "responses/exports.deals.0.json", "texts/prompt.data.txt", "texts/answer.txt",
        "calls/exports.deals.0.asked.json", "calls/exports.deals.0.head.json",
        "calls/exports.deals.0.body",
    } <= set(parts)  # fmt: skip
    assert parts["calls/exports.deals.0.body"] == (project / "deals.csv").read_bytes()
    assert parts["texts/answer.txt"].decode() == "Red Sea is €801."
    assert json.loads(parts["run.json"])["run"] == run
    assert manifest["versions"]["operatoros"]


async def test_text_page_and_json_are_what_the_faces_show(
    make_config: MakeConfig, project: Path, world: World
) -> None:
    """Each form holds the briefing, with what was not found marked."""
    run = await _run(make_config, project)
    text = export(world, run, "md")[1].decode()
    assert "Red Sea is €801 [not found in the data]." in text
    page = export(world, run, "html")[1].decode()
    assert page.startswith("<!")
    assert "801" in page
    assert json.loads(export(world, run, "json")[1])["run"] == run
