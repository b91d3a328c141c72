"""Plain payloads through a real browser: a real file arrives exactly, or not at all (P12, P13)."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

import pytest
from playwright.sync_api import Browser

from operatoros.protocol.payloads import PROBE, probe_for
from operatoros.protocol.render import block_text
from operatoros.protocol.scanner import scan
from tests.browser import Tab, offline, opened, running
from tests.protocol.pages import FORMS, Form, page_of
from tests.protocol.sources import REPOSITORY, TRAITS, SourceFile, source_files

_DOCS = REPOSITORY / "docs" / "protocol.md"
_SAMPLE = frozenset({*TRAITS, ".py", ".md", ".html", ".case"})
_ADDRESS = "http://chat.localhost/"


@dataclass(slots=True, kw_only=True)
class Tally:
    """What became of the files that went through one form.

    Attributes:
        exact: How many arrived byte for byte.
        rejected: How many were rejected.
        unseen: How many left no block to see: nothing is proposed.
        wrong: Names of those that arrived as something else.
        odd: Names of those that arrived or did not against what the form says.
        caught: How many would have arrived as something else if the probe were believed.
    """

    exact: int = 0
    rejected: int = 0
    unseen: int = 0
    wrong: list[str] = field(default_factory=list)
    odd: list[str] = field(default_factory=list)
    caught: int = 0


@pytest.fixture(scope="module")
def sources() -> tuple[SourceFile, ...]:
    """The real files."""
    return source_files()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A real browser."""
    with running() as started:
        yield started


def _block(source: SourceFile) -> str:
    """Return the block by which a chat writes a file, as the specification asks for it."""
    text = source.text
    probe = probe_for(text)
    ended = text.endswith("\n")
    return block_text(
        [
            ("version", "1", False),
            ("id", "write-1", False),
            ("action", "fs.write", False),
            ("path", source.name, False),
            *(() if ended else [("final_newline", "no", False)]),
            ("probe", probe, probe != PROBE),
            ("content", text.removesuffix("\n"), True),
        ]
    )


def _through(tab: Tab, form: Form, block: str) -> str:
    """Return what is read of a page in whose last message a block stands."""
    tab.run("html => { document.getElementById('m').innerHTML = html }", form.html(block))
    if form.reading == "button":
        return tab.copied_by("#m button")
    return tab.page_text() if form.reading == "page" else tab.copied()


def _believed(text: str) -> str:
    """Return a text with its probe mended: what a scanner without the check would read."""
    return re.sub(r"(?mi)^[ \t]*probe:.*(?:\n\|.*)*", lambda _: f"probe: {PROBE}", text)


def _same(text: str, source: SourceFile) -> bool | None:
    """Return whether a text's only command writes just this file; None if it has no command."""
    commands = scan(text, source="page").commands
    if not commands:
        return None
    wanted = ("write-1", "fs.write", source.name, source.text.encode())
    return [(c.id, c.action, c.path, c.args.get("content")) for c in commands] == [wanted]


def _tally(browser: Browser, form: Form, files: Iterable[SourceFile]) -> Tally:
    tally = Tally()
    with offline(browser, {_ADDRESS: page_of(form)}) as context:
        tab = opened(context, _ADDRESS)
        for source in files:
            text = _through(tab, form, _block(source))
            same = _same(text, source)
            if same:
                tally.exact += 1
            elif same is False:
                tally.wrong.append(source.name)
            elif scan(text, source="page").rejections:
                tally.rejected += 1
            else:
                tally.unseen += 1
            if bool(same) != form.arrives(source):
                tally.odd.append(source.name)
            # Positive control: with its probe mended, an altered text is taken for the file.
            tally.caught += _same(_believed(text), source) is False
    return tally


def _check(form: Form, tally: Tally, files: int) -> None:
    assert not tally.wrong
    assert not tally.odd
    assert (tally.caught > 0) == form.needs_probe
    assert tally.exact + tally.rejected + tally.unseen == files


@pytest.mark.outside
@pytest.mark.timeout(120)
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name.replace(" ", "-"))
def test_a_file_arrives_exactly_or_not_at_all(
    form: Form, browser: Browser, sources: tuple[SourceFile, ...]
) -> None:
    """Rules P12 and P13, with one file of each kind."""
    sample = {source.trait: source for source in sources if source.trait in _SAMPLE}.values()
    _check(form, _tally(browser, form, sample), len(sample))


@pytest.mark.outside
@pytest.mark.timeout(120)
def test_a_path_arrives_exactly_or_not_at_all(browser: Browser) -> None:
    """Rule P13: with the probe, a block of one-line values is not altered unseen either."""
    path, lost = "pkg/__init__.py", 0
    for form in (form for form in FORMS if form.needs_probe):
        with offline(browser, {_ADDRESS: page_of(form)}) as context:
            tab = opened(context, _ADDRESS)
            for probed in (True, False):
                for command in scan(_through(tab, form, _deletion(path, probed=probed))).commands:
                    assert command.path == path or not probed, form.name
                    lost += command.path != path
    # Positive control: without the probe some pages name another file.
    assert lost > 0


def _deletion(path: str, *, probed: bool) -> str:
    keys = {"version": "1", "id": "d-1", "action": "fs.delete", "path": path}
    if probed:
        keys["probe"] = PROBE
    return block_text((key, value, False) for key, value in keys.items())


@pytest.mark.outside
@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_all_files_through_all_pages(
    browser: Browser, sources: tuple[SourceFile, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    """Rules P12 and P13, with all files; prints the table of the docs."""
    assert len(sources) >= 150
    tallies = {form: _tally(browser, form, sources) for form in FORMS}
    with capsys.disabled():
        sys.stdout.write("\n" + _table(tallies, browser.version, len(sources)))
    for form, tally in tallies.items():
        _check(form, tally, len(sources))


def _table(tallies: dict[Form, Tally], version: str, files: int) -> str:
    head = f"{date.today().isoformat()}, Chromium {version}, {files} files.\n\n"
    rows = [
        "| on the page | exact | rejected | not seen | wrong | wrong if the probe were believed |",
        "|---|---|---|---|---|---|",
    ]
    for form, tally in tallies.items():
        numbers = (tally.exact, tally.rejected, tally.unseen, len(tally.wrong), tally.caught)
        rows.append(f"| {form.name} | {' | '.join(map(str, numbers))} |")
    return head + "\n".join(rows) + "\n"


def test_the_docs_tell_of_all_pages() -> None:
    """The table of the docs has a row for each form, in order, and no file that arrived wrong."""
    section = (
        _DOCS.read_text(encoding="utf-8").split("## Measured in a browser")[1].split("\n## ")[0]
    )
    rows = [line.strip("| ").split(" | ") for line in section.split("\n") if line[:2] == "| "][1:]
    assert [row[0] for row in rows] == [form.name for form in FORMS]
    assert {row[4] for row in rows} == {"0"}
