from dataclasses import replace
from pathlib import Path

import pytest

from operatoros.delivery.files import OutUnwritable, text_of, write_briefing
from operatoros.values.findings import Checks
from operatoros.values.run import Briefing, Run

RUN = Run(
    run="r",
    operator="o",
    task="t",
    params={},
    state="done",
    demo=False,
    started_at="2026-01-01T00:00:00Z",
    briefing=Briefing(
        digest="# O\n", text="x \x1b[2J", checks=Checks(figures=3, found=2), model="chat"
    ),
)


def test_a_file_holds_digest_text_and_checks() -> None:
    """The text form has digest and text, and nothing in it can move a terminal's cursor."""
    text = text_of(RUN, f"{RUN.briefing.text}\n\n2 of 3 figures found in the data.\n")
    assert text == "# O\n\nx \\u{1b}[2J\n\n2 of 3 figures found in the data.\n"
    digest = replace(RUN, briefing=Briefing(digest="# O\n"))
    assert text_of(digest, "No figures to check.") == "# O\n"


def test_a_file_is_written_whole_or_not(tmp_path: Path) -> None:
    """A file that cannot be written leaves what was there, and no draft behind."""
    file = tmp_path / "b.md"
    write_briefing(RUN, {}, "one", file)
    folder = tmp_path / "taken.md"
    folder.mkdir()
    with pytest.raises(OutUnwritable):
        write_briefing(RUN, {}, "two", folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.md", "taken.md"]
    assert "one" in file.read_text(encoding="utf-8")
