"""Blocks of the protocol over the API."""

from __future__ import annotations

from operatoros.app.chat_text import scan_json, scan_text
from operatoros.protocol.actions import ACTIONS
from tests.acting import block, write
from tests.web.api.conftest import Served


def test_a_text_is_scanned_and_nothing_is_kept(served: Served) -> None:
    """The answer is what `scan --json` prints; no workspace is needed or made."""
    text = write("a.txt", "hello") + block("fs.nothing", name="bad-1")
    told = served.post("/api/scan", {"text": text})
    assert told == scan_json(scan_text(text))
    assert told["commands"][0]["fields"]["content_b64"] == "aGVsbG8="
    assert [one["id"] for one in told["rejections"]] == ["bad-1"]
    assert served.get("/api/workspaces") == []


def test_templates_are_there_for_every_action_and_are_no_commands(served: Served) -> None:
    """Each action has a block to copy; scanning it as it is yields no command (P17)."""
    templates = served.get("/api/templates")["templates"]
    assert list(templates) == list(ACTIONS)
    for text in templates.values():
        assert served.post("/api/scan", {"text": text})["commands"] == []
