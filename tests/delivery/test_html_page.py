"""The page that is forwarded: complete, quiet, and deaf to what it shows."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from pathlib import Path

import pytest

from operatoros.delivery.html_page import render_html, render_mail_html, size_text
from operatoros.delivery.page import Page, Prose
from operatoros.values.findings import Citation
from tests.delivery.hostile import HOSTILE, Audit
from tests.delivery.pages import a_page, a_page_full_of


def test_every_part_is_there_in_the_order_of_interest() -> None:
    """Changes come first, then coverage, facts, the text, records and the receipt."""
    html = render_html(a_page())
    parts = ["h-changes", "h-sources", "h-facts", "h-text", "h-records", "Receipt"]
    places = [html.index(f'id="{part}"' if "h-" in part else part) for part in parts]
    assert places == sorted(places)
    text = "".join(Audit(html).text)
    for wanted in ("Sat Nov 21, 2026", "07:30", "stage", "2 deals", "1 of 2", "$0.012", "12 kB"):
        assert wanted in text


def test_every_figure_opens_its_record() -> None:
    """Every link within the page leads to something that is on the page, once."""
    audit = Audit(render_html(a_page()))
    within = {link[1:] for link in audit.links if link.startswith("#")}
    assert within == {"D-1"}
    assert within <= set(audit.ids)
    assert len(audit.ids) == len(set(audit.ids))


def test_what_was_not_found_is_marked_in_words() -> None:
    """An unmatched figure stands in a mark with its reason, and says so without colour."""
    html = render_html(a_page())
    assert re.search(r'<mark class="miss" title="not found in the data">€900</mark>', html)
    assert "not found</sup>" in html


def test_the_policy_allows_the_pages_own_style_and_nothing_else() -> None:
    """The content policy is closed, and its one hash is that of the one style element."""
    html = render_html(a_page())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    assert policy
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert policy[1].split("; ") == [
        "default-src 'none'",
        f"style-src 'sha256-{digest}'",
        "base-uri 'none'",
        "form-action 'none'",
    ]
    assert "url(" not in style[1]
    assert "@import" not in style[1]
    assert "style=" not in html


@pytest.mark.parametrize("render", [render_html, render_mail_html])
@pytest.mark.parametrize("payload", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_becomes_anything_but_text(payload: str, render: object) -> None:
    """In every place of the page a hostile text stays visible text: 0 elements, 0 requests."""
    assert callable(render)
    audit = Audit(render(a_page_full_of(payload)))
    assert audit.bad == []
    assert audit.styles == 1
    loose = [link for link in audit.links if not link.startswith(("#", "https://", "mailto:"))]
    assert loose == []


def test_the_audit_sees_what_an_unsafe_page_would_do() -> None:
    """Positive control: pasted in as they are, nearly all hostile texts are seen by the audit."""
    unsafe = [payload for payload in HOSTILE if payload.startswith(("<", '"><', "</"))]
    seen = [payload for payload in unsafe if Audit(f"<p>{payload}</p>").bad]
    assert len(HOSTILE) >= 50
    assert len(seen) >= 0.9 * len(unsafe) > 30


def test_sample_data_says_so_above_everything() -> None:
    """A demo page carries the banner first and DEMO in its title; another one does not."""
    demo = render_html(a_page(demo=True))
    assert demo.index('class="demo"') < demo.index("<h1>")
    assert "<title>DEMO" in demo
    assert "DEMO" not in render_html(a_page())


def test_a_run_that_failed_says_why() -> None:
    """The problem and what to do stand at the top of the page."""
    html = render_html(a_page(problem="no source answered", hint="set HUBSPOT_ACCESS_TOKEN"))
    assert html.index("no source answered") < html.index("h-changes")
    assert "HUBSPOT_ACCESS_TOKEN" in html


def test_an_empty_page_renders() -> None:
    """A run without anything still makes a whole page."""
    audit = Audit(
        render_html(Page(title="", task="", run="r", day=a_page().day, time=a_page().time, zone=""))
    )
    assert audit.bad == []


def test_sizes_are_for_people() -> None:
    """Bytes are written with the unit that keeps them short."""
    assert [size_text(n) for n in (0, 999, 1_234, 56_789, 1_200_000, 45_000_000)] == [
        "0 B",
        "999 B",
        "1.2 kB",
        "57 kB",
        "1.2 MB",
        "45 MB",
    ]


@pytest.mark.outside
@pytest.mark.timeout(120)
def test_a_browser_runs_nothing_and_asks_nobody(tmp_path: Path) -> None:
    """In Chromium, with scripts allowed: 0 scripts run, 0 requests, 0 dialogs, over all texts."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium: run scripts/test-tools")
    from playwright.sync_api import Dialog, sync_playwright

    file = tmp_path / "page.html"
    asked: list[str] = []
    ran: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        ran.append(dialog.message)
        dialog.dismiss()

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_page()
        tab.on("dialog", dismiss)
        tab.on("request", lambda request: asked.append(request.url))
        for payload in HOSTILE:
            file.write_text(render_html(a_page_full_of(payload)), encoding="utf-8")
            tab.goto(file.as_uri())
            assert tab.evaluate("document.scripts.length") == 0
        # Positive control: the same browser runs and asks where a page lets it.
        file.write_text("<script>alert(7)</script><img src='https://evil.invalid/x'>")
        tab.goto(file.as_uri())
        browser.close()
    assert ran == ["7"]
    assert [url for url in asked if not url.startswith("file:")] == ["https://evil.invalid/x"]


def test_formulas_are_told_below_the_text() -> None:
    """Each figure of the text's own stands there with what it is made of, escaped, linked to."""
    citation = Citation(
        text="2",
        start=0,
        end=1,
        handle="",
        formula='D-1.amount - D-9.amount + count(deals where name = "<b>")',
    )
    page = a_page(prose=Prose(text="2 deals", author="claude:x", citations=(citation,)))
    html = render_html(page)
    assert 'href="#formula-1"' in html
    assert '<div id="formula-1"><dt>2</dt><dd><code><a class="ref" href="#D-1">D-1</a>' in html
    assert "- D-9.amount + count(deals where name = &#34;&lt;b&gt;&#34;)</code>" in html
    assert 'id="h-formulas"' not in render_html(a_page())
