"""The demo's act: proposed, shown, approved, written, undone."""

from __future__ import annotations

from pathlib import Path

from operatoros.app.rehearsal import Shown, Undone, Written, email_block, rehearse
from operatoros.protocol.scanner import scan

MAIL = "Subject: Renewal\n\nDear Ann,\nshall we talk on Monday?\n"


def test_the_block_is_a_valid_command() -> None:
    """What the demo shows as a proposal is what a scan accepts."""
    (command,) = scan(email_block(path="drafts/acme.md", text=MAIL)).commands
    assert command.args["content"] == MAIL.encode()


def test_every_step_really_happens(tmp_path: Path) -> None:
    """The file is there with the exact text after the yes, and gone after the undo."""
    steps = rehearse(email_block(path="drafts/acme.md", text=MAIL), scratch=tmp_path)
    shown = next(steps)
    assert isinstance(shown, Shown)
    file = tmp_path / "workspace" / "drafts" / "acme.md"
    assert not file.exists()
    assert shown.preview.added == 4
    written = next(steps)
    assert isinstance(written, Written)
    assert file.read_text() == MAIL == written.text
    assert written.result.ok
    undone = next(steps)
    assert isinstance(undone, Undone)
    assert not undone.there
    assert not file.exists()
    assert list(steps) == []


def test_a_no_writes_nothing(tmp_path: Path) -> None:
    """If the person says no, it ends after the preview."""
    block = email_block(path="drafts/acme.md", text=MAIL)
    steps = list(rehearse(block, scratch=tmp_path, says_yes=lambda _preview: False))
    assert len(steps) == 1
    assert list((tmp_path / "workspace").iterdir()) == []
