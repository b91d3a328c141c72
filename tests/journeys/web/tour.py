"""Every page in each of its states, as one walk: who looks (axe, a camera) sees each in turn."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.acting import block, edits, write
from tests.journeys.web.serving import Served
from tests.journeys.web.tools import Tools
from tests.journeys.web.watched import run_of

# Called with a name and the page as it stands.
Look = Callable[[str, Page], object]


def first_visit(page: Page, look: Look) -> None:
    """Walk through the pages while there is nothing in them yet."""
    for name, address in (
        ("today-empty", "/"),
        ("operators", "/operators"),
        ("operator-never-run", "/operators/desk"),
        ("operator-missing", "/operators/deal-intelligence"),
        ("runs-empty", "/runs"),
        ("inbox-empty", "/inbox"),
        ("error-not-found", "/runs/19990101"),
        ("error-no-page", "/nowhere"),
    ):
        page.goto(address)
        expect(page.locator("h1")).to_be_visible()
        look(name, page)
    page.goto("/")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keyboard shortcuts")).to_be_visible()
    look("keys", page)
    page.keyboard.press("Escape")


def demo(page: Page, look: Look) -> None:
    """Walk through the demo's run and its parts."""
    page.goto("/")
    page.get_by_role("button", name="Run the demo").or_(
        page.locator(".briefing-card button")
    ).first.click()
    page.wait_for_url("**/runs/*")
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    run = run_of(page)
    look("run", page)
    page.locator(".run-head summary").click()
    look("run-export", page)
    page.get_by_role("button", name="Make it again and compare").click()
    expect(page.locator("#replayed .notice")).to_be_visible()
    look("run-replayed", page)
    for part in ("records", "prompt", "chat", "compare"):
        page.goto(f"/runs/{run}/{part}")
        look(f"run-{part}", page)
    page.goto(f"/runs/{run}/records?words=nothingholdsthis")
    look("run-records-none", page)
    page.goto("/")
    look("today", page)
    page.goto("/runs")
    look("runs", page)


def live(page: Page, look: Look, outside: Tools) -> None:
    """Walk through runs under way, waiting, cancelled, and a conversation."""
    outside.reset()
    outside.gates["slow"].clear()
    outside.gates["model"].clear()
    outside.says = ("## Deals\n\nBlue Ocean [D-1] ", "is €1,200.50, not €9,999.")
    page.goto("/operators/slow-desk")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*")
    expect(page.locator(".live-sources li.good")).to_have_count(1)
    look("live-sources", page)
    outside.gates["slow"].set()
    send = page.get_by_role("button", name="Send", exact=True)
    expect(send.or_(page.locator("#text .open:not(:empty)")).first).to_be_visible()
    if send.is_visible():
        look("live-consent", page)
        send.click()
    expect(page.locator("#text")).to_contain_text("Deals")
    look("live-text", page)
    outside.gates["model"].set()
    expect(page.get_by_role("heading", name="Receipt")).to_be_visible()
    outside.gates["model"].clear()
    page.get_by_role("textbox", name="Question").fill("Which is larger?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".turn .streaming")).to_contain_text("Deals")
    look("talk-streaming", page)
    outside.gates["model"].set()
    expect(page.locator(".turn").last).to_contain_text("figures found")
    look("talk", page)
    outside.gates["slow"].clear()
    page.goto("/operators/slow-desk")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".problem")).to_be_visible()
    look("run-cancelled", page)
    outside.reset()
    page.goto("/operators/dead-desk")
    page.get_by_role("button", name="Run", exact=True).click()
    page.wait_for_url("**/runs/*")
    expect(page.locator(".run-head .state")).to_have_text("failed")
    look("run-failed", page)
    page.goto("/operators/desk")
    page.get_by_label("Who writes").select_option("chat")
    page.get_by_role("button", name="Run", exact=True).click()
    expect(page.get_by_label("Paste its answer here")).to_be_visible()
    look("run-waiting", page)
    page.goto("/operators/slow-desk")
    look("operator", page)


def _go_stale(page: Page, folder: Path, look: Look) -> None:
    """Let a file change behind a preview's back: the page says so and writes nothing."""
    page.get_by_text("Paste what a chat wrote").click()
    page.get_by_label("Text of the chat").fill(write("late.txt", "new\n", name="late-1"))
    page.get_by_role("button", name="Scan", exact=True).click()
    expect(page.locator("#entry-title")).to_contain_text("late.txt")
    (folder / "late.txt").write_text("somebody else's\n")
    page.evaluate("() => new Promise(done => setTimeout(done, 420))")
    page.get_by_role("button", name="Approve").click()
    expect(page.locator("#notices")).to_contain_text("ERR_PREVIEW_STALE")
    look("stale", page)


_TEXT = "".join(f"line {number}\n" for number in range(1, 41))


def inbox(page: Page, look: Look, served: Served) -> None:
    """Walk through an inbox: lanes, hunks, edits, the group, results, undo."""
    folder: Path = served.base / f"desk-{len(list(served.base.iterdir()))}"
    folder.mkdir()
    (folder / "notes.txt").write_text(_TEXT)
    (folder / "old.txt").write_text("old\n")
    page.goto("/inbox")
    page.get_by_label("Path of the folder").fill(str(folder))
    page.get_by_role("button", name="Open", exact=True).click()
    page.wait_for_url("**/inbox/*")
    look("inbox-nothing", page)
    change: list[dict[str, object]] = [
        {"op": "replaceFirst", "find": f"line {number}\n", "text": f"LINE {number} раураl\n"}
        for number in (3, 30)
    ]
    pasted = (
        edits("notes.txt", *change)
        + write("drafts/a-rather-long-name-of-a-file-that-does-not-break.md", "new\n" * 3)
        + block("fs.delete", path="old.txt", name="d-1")
        + write(".gitmodules", "x\n" * 60, name="near-1")
        + block("fs.list", path=".", name="l-1")
        + write("../outside.txt", "x", name="bad-1")
    )
    page.get_by_label("Text of the chat").fill(pasted)
    page.get_by_role("button", name="Scan", exact=True).click()
    expect(page.locator(".scanned")).to_be_visible()
    look("inbox-scanned", page)
    rows = page.locator(".entry-list a.row-link")

    def open_entry(text: str) -> None:
        rows.filter(has_text=text).first.click()
        expect(page.locator("#entry-title")).to_contain_text(text)

    open_entry(".gitmodules")
    look("entry-stop", page)
    open_entry("old.txt")
    look("entry-delete", page)
    open_entry("outside.txt")
    look("entry-problem", page)
    open_entry("notes.txt")
    look("entry-hunks", page)
    page.get_by_role("button", name="Side by side").click()
    expect(page.locator(".diff.split").first).to_be_visible()
    look("entry-split", page)
    page.get_by_role("button", name="Unified").click()
    page.locator('.decision > .hunk input[name="hunk"]').nth(1).click()
    expect(page.locator(".left-out")).to_be_visible()
    page.get_by_text("Edit before it is written").click()
    page.get_by_text("The command as it was written").click()
    look("entry-left-out", page)
    page.locator("#edit-text").fill("all of it\n")
    page.get_by_role("button", name="Preview the edit").click()
    expect(page.get_by_text("You edited the text.")).to_be_visible()
    look("entry-edited", page)
    boxes = page.locator('.entry-list input[name="entry"]')
    for place in range(boxes.count()):
        boxes.nth(place).check()
    page.get_by_role("button", name="Review selected").click()
    expect(page.locator(".group-screen")).to_be_visible()
    look("group", page)
    page.evaluate("() => new Promise(done => setTimeout(done, 420))")
    page.locator('.group-screen [data-decides="approve"]').click()
    expect(page.locator(".result").first).to_be_visible()
    look("group-done", page)
    page.get_by_role("button", name="See the file").first.click()
    expect(page.locator(".file-view")).to_be_visible()
    page.get_by_role("button", name="Copy the result").first.click()
    expect(page.locator(".paste textarea").first).to_be_visible()
    look("results", page)
    page.locator(".done-list button").first.click()
    expect(page.get_by_role("heading", name="Take it back")).to_be_visible()
    look("undo", page)
    page.evaluate("() => new Promise(done => setTimeout(done, 420))")
    page.locator("#panel").get_by_role("button", name="Undo").click()
    expect(page.locator("#panel .result.good")).to_be_visible()
    look("undone", page)
    _go_stale(page, folder, look)
    page.get_by_role("button", name="Give to a chat").click()
    expect(page.locator("#first-message")).to_be_visible()
    page.locator(".template summary").first.click()
    look("inbox-chat", page)
    page.goto("/inbox")
    look("inbox-choose", page)
