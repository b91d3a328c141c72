"""The inbox in the browser: hunks, edits, deceptive paths, the stop lane, all to the byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.acting import edits, write
from tests.journeys.web.serving import Served

pytestmark = [pytest.mark.outside, pytest.mark.timeout(90)]
_LINES = [f"line {number}" for number in range(1, 41)]
_TEXT = "\n".join(_LINES) + "\n"


@pytest.fixture
def folder(page: Page, served: Served) -> Path:
    """A folder of the test's own, opened as a workspace on the page."""
    made = served.base / f"folder-{len(list(served.base.iterdir()))}"
    made.mkdir()
    (made / "notes.txt").write_text(_TEXT)
    page.goto("/inbox")
    page.get_by_label("Path of the folder").fill(str(made))
    page.get_by_role("button", name="Open", exact=True).click()
    page.wait_for_url("**/inbox/*")
    expect(page.get_by_role("heading", name="Inbox")).to_be_visible()
    return made


def _scan(page: Page, text: str) -> None:
    """Paste what a chat wrote, and scan it."""
    area = page.get_by_label("Text of the chat")
    if not area.is_visible():
        page.locator(".scan > summary").click()
    area.fill(f"Gladly.\n\n```text\n{text}```\nDone.\n")
    page.get_by_role("button", name="Scan", exact=True).click()
    expect(page.locator(".scanned")).to_be_visible()


def _read(page: Page) -> None:
    """Let the time pass that a person needs to see a preview, by the page's own clock."""
    page.evaluate("() => new Promise(done => setTimeout(done, 420))")


def _approve(page: Page) -> None:
    _read(page)
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".result")).to_be_visible()


def _two_hunks() -> str:
    return edits(
        "notes.txt",
        {"op": "replaceFirst", "find": "line 3\n", "text": "LINE three\n"},
        {"op": "replaceFirst", "find": "line 30\n", "text": "LINE thirty\n"},
    )


def _shown(page: Page) -> list[str]:
    """Return what the preview says will be added, line by line."""
    cells = page.locator(".decision > .hunk .unified .line.add .line-text")
    return [cells.nth(place).inner_text() for place in range(cells.count())]


def test_one_hunk_of_two_is_applied_to_the_byte(page: Page, folder: Path) -> None:
    """Leave a hunk out, approve: the file has the other one alone, and the chat is told."""
    _scan(page, _two_hunks())
    boxes = page.locator('.decision > .hunk input[name="hunk"]')
    expect(boxes).to_have_count(2)
    assert _shown(page) == ["LINE three", "LINE thirty"]
    boxes.nth(1).click()
    expect(page.locator(".left-out")).to_be_visible()
    expect(page.get_by_role("button", name="Approve this version")).to_be_visible()
    assert _shown(page) == ["LINE three"]
    _approve(page)
    assert (folder / "notes.txt").read_text() == _TEXT.replace("line 3\n", "LINE three\n")
    expect(page.locator(".result")).to_contain_text("Applied with changes")
    expect(page.locator(".result")).to_contain_text("1 of 2 hunks")


def test_an_edited_text_is_written_as_it_was_previewed(page: Page, folder: Path) -> None:
    """Edit before it is written: what was not previewed is not approved."""
    _scan(page, _two_hunks())
    page.get_by_text("Edit before it is written").click()
    area = page.get_by_label("Text of the file")
    mine = _TEXT.replace("line 3\n", "Line Ⅲ, édited \t \n").replace("line 40\n", "the end")
    area.fill(mine)
    expect(page.get_by_role("button", name="Approve")).to_be_disabled()
    expect(page.locator("[data-edit-note]")).to_be_visible()
    page.get_by_role("button", name="Preview the edit").click()
    expect(page.locator(".decision .caution")).to_contain_text("You edited the text")
    assert page.locator(".decision .unified .line.add").count() >= 2
    _approve(page)
    assert (folder / "notes.txt").read_bytes() == mine.encode()
    expect(page.locator(".result")).to_contain_text("Applied with changes")
    expect(page.locator(".result")).to_contain_text("an edited text")
    page.get_by_role("button", name="Copy the result").click()
    expect(page.locator(".paste textarea")).to_be_visible()
    expect(page.locator("#notices")).to_contain_text("Copied")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied.startswith("OPERATOR_RESULT")


def test_a_file_that_changed_meanwhile_is_not_written(page: Page, folder: Path) -> None:
    """Somebody saves the file between preview and approval: stale, a new preview, nothing lost."""
    _scan(page, _two_hunks())
    (folder / "notes.txt").write_text(_TEXT + "mine\n")
    _read(page)
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("#notices")).to_contain_text("ERR_PREVIEW_STALE")
    assert (folder / "notes.txt").read_text() == _TEXT + "mine\n"
    _read(page)
    page.get_by_role("button", name="Approve").click()
    expect(page.locator(".result.good")).to_be_visible()
    assert (folder / "notes.txt").read_text().endswith("mine\n")


@pytest.mark.parametrize(
    ("path", "seen"),
    [
        ("notes\u202etxt.exe", "U+202E"),
        ("no\u200btes.txt", "U+200B"),
        ("../outside.txt", "../outside.txt"),
        ("/etc/cron.d/job", "/etc/cron.d/job"),
        ("a/../../b.txt", "a/../../b.txt"),
        ("~/.bashrc", "~/.bashrc"),
    ],
)  # fmt: skip
def test_a_deceptive_path_is_seen_and_refused(
    page: Page, folder: Path, path: str, seen: str
) -> None:
    """Bidi, zero-width, dots, absolute: shown for what it is, refused, and nothing is written."""
    before = sorted(str(one) for one in folder.parent.rglob("*"))
    _scan(page, write(path, "gotcha\n", name="bad-1"))
    main = page.locator("main")
    expect(main).to_contain_text(seen)
    expect(main).to_contain_text("ERR_")
    text = main.inner_text()
    assert not set(text) & {"\u202e", "\u200b"}
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    reject = page.get_by_role("button", name="Reject, and tell the chat")
    if reject.count():
        reject.click()
        expect(page.locator(".result")).to_be_visible()
    kept = [one for one in before if "/state/" not in one]
    after = [str(one) for one in folder.parent.rglob("*") if "/state/" not in str(one)]
    assert sorted(after) == kept


def test_the_stop_lane_wants_every_hunk_seen_and_its_words_typed(page: Page, folder: Path) -> None:
    """Approve stays off until the end was on the screen; Enter and `a` never approve there."""
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.url.endswith("/approve") else None)
    text = "".join(f"step {number}\n" for number in range(300))
    _scan(page, write(".gitmodules", text, name="near-1"))
    approve = page.get_by_role("button", name="Approve")
    panel = page.locator(".entry-panel")
    expect(panel).to_have_attribute("data-lane", "stop")
    expect(approve).to_be_disabled()
    note = page.locator("[data-seen-note]")
    expect(note).to_be_visible()
    words = page.locator("#confirmation")
    wanted = page.locator(".confirm code").inner_text()
    _read(page)
    words.fill(wanted)
    words.press("Enter")
    words.blur()
    page.keyboard.press("a")
    page.locator(".seen-mark").last.scroll_into_view_if_needed()
    expect(note).to_be_hidden()
    expect(approve).to_be_enabled()
    words.fill("yes")
    words.press("Enter")
    words.blur()
    page.keyboard.press("a")
    assert asked == []
    approve.click()
    expect(page.locator("#notices")).to_contain_text("ERR_CONFIRMATION")
    assert not (folder / ".gitmodules").exists()
    expect(approve).to_be_enabled()
    words.fill(wanted)
    approve.click()
    expect(page.locator(".result.good")).to_be_visible()
    assert (folder / ".gitmodules").read_text() == text


def test_a_click_within_400_ms_of_the_preview_is_ignored(page: Page, folder: Path) -> None:
    """A double click on Scan that lands on Approve decides nothing; a later one does."""
    _scan(page, write("new.txt", "hello\n"))
    expect(page.get_by_role("button", name="Approve")).to_be_enabled()
    decided = page.evaluate(
        """async () => {
          const asked = [];
          document.addEventListener('htmx:before:request', event => asked.push(event.type));
          const panel = document.querySelector('#panel');
          const swapped = new Promise(done => addEventListener('htmx:after:swap', event => {
            if (event.detail.ctx.target.id === 'panel') done();
          }));
          document.querySelector('.entry-list a.row-link').click();
          await swapped;
          const before = asked.length;
          document.querySelector('[data-decides="approve"]').click();
          await new Promise(done => setTimeout(done, 50));
          return asked.length - before;
        }"""
    )
    assert decided == 0
    assert not (folder / "new.txt").exists()
    _approve(page)
    assert (folder / "new.txt").read_text() == "hello\n"


def test_several_proposals_are_approved_on_one_screen(page: Page, folder: Path) -> None:
    """Select all, review, approve the group: each is done, in order; dismissed ones are not."""
    _scan(
        page,
        "".join(write(f"g-{number}.txt", f"{number}\n", name=f"g-{number}") for number in "123"),
    )
    page.locator("[data-select-all]").check()
    page.locator('.entry-list input[name="entry"]').nth(2).uncheck()
    page.get_by_role("button", name="Review selected").click()
    expect(page.get_by_role("heading", name="2 proposals on one screen")).to_be_visible()
    _read(page)
    page.get_by_role("button", name="Approve 2 proposals").click()
    expect(page.locator(".result.good")).to_have_count(2)
    assert sorted(one.name for one in folder.glob("g-*")) == ["g-1.txt", "g-2.txt"]


def test_what_is_chosen_is_seen(page: Page, folder: Path) -> None:
    """A hunk that is kept has its tick: boxes are the browser's own, drawn from no picture."""
    _scan(page, _two_hunks())
    boxes = page.locator('.hunk input[name="hunk"]')
    assert [boxes.nth(place).is_checked() for place in range(2)] == [True, True]
    select = page.locator('.entry-list input[name="entry"]').first
    before = select.screenshot()
    select.check()
    assert select.screenshot() != before
    kinds = "all => all.map(one => getComputedStyle(one).appearance)"
    assert set(page.locator("input[type=checkbox]").evaluate_all(kinds)) == {"auto"}


def test_what_was_scanned_leaves_the_box_and_what_was_none_stays(page: Page, folder: Path) -> None:
    """A text whose blocks became proposals is put away; one without any can be mended."""
    box = page.get_by_label("Text of the chat")
    box.fill("nothing that is a block")
    page.get_by_role("button", name="Scan", exact=True).click()
    expect(page.locator(".scanned")).to_contain_text("no OPERATOR_CMD block")
    expect(box).to_have_value("nothing that is a block")
    _scan(page, _two_hunks())
    expect(box).to_be_hidden()
    expect(box).to_have_value("")


def test_a_paste_that_is_too_long_is_told_and_stays(page: Page, folder: Path) -> None:
    """Five megabytes of a chat: a code and a hint, and the text is still in the box."""
    box = page.get_by_label("Text of the chat")
    box.evaluate("e => { e.value = 'x'.repeat(5 * 1024 * 1024) }")
    page.get_by_role("button", name="Scan", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("ERR_BODY_TOO_LARGE")
    assert box.evaluate("e => e.value.length") == 5 * 1024 * 1024


def test_going_back_after_approving_approves_nothing_twice(page: Page, folder: Path) -> None:
    """The page of before is shown as the server has it now: decided, with its result."""
    _scan(page, write("new.txt", "new\n", name="n-1"))
    page.goto(page.url)
    _read(page)
    page.get_by_role("button", name="Approve").dblclick()
    expect(page.locator(".result.good")).to_have_count(1)
    page.goto("/")
    (folder / "new.txt").unlink()
    page.go_back()
    expect(page.get_by_text("Nothing waits")).to_be_visible()
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)
    assert not (folder / "new.txt").exists()
