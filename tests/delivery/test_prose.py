"""A model's markdown on our page: its form kept, its links honest, its figures tied to records."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.delivery.prose import link_host, render_prose
from operatoros.values.findings import Checks, Citation, Unmatched
from tests.delivery.hostile import Audit
from tests.delivery.pages import cited, missed

ANCHORS = frozenset({"D-1", "D-2", "F3"})


def _render(text: str, *citations: Citation, checks: Checks | None = None) -> str:
    return str(render_prose(text, citations, checks or Checks(), anchors=ANCHORS))


def test_markdown_keeps_its_form() -> None:
    """Headings, lists, tables, emphasis and code become elements; headings begin at the third."""
    html = _render("# A\n\n## B\n\n- *x* **y** `z`\n\n| a | n |\n|---|--:|\n| b | 1 |\n\n> q")
    for wanted in ("<h3>A</h3>", "<h4>B</h4>", "<em>x</em>", "<code>z</code>", "<blockquote>"):
        assert wanted in html
    assert '<td class="right">1</td>' in html
    assert '<div class="wide"><table>' in html
    assert "<h3>B</h3>" in _render("## B")


def test_a_figure_and_a_handle_open_their_record() -> None:
    """A cited figure is a link; a handle is one without its brackets."""
    text = "Blue [D-1] has €5, see **€6** and `€7`."
    html = _render(
        text,
        cited(text, "D-1", "D-1"),
        cited(text, "€5", "D-1"),
        cited(text, "€6", "D-2"),
        cited(text, "€7", "F3"),
    )
    assert '<a class="ref" href="#D-1" rel="noopener noreferrer">D-1</a>' in html
    assert "[" not in html
    assert re.search(r'<a class="fig" href="#D-1"[^>]*>€5</a>', html)
    assert re.search(r'<strong><a class="fig" href="#D-2"[^>]*>€6</a></strong>', html)
    assert re.search(r'<code><a class="fig" href="#F3"[^>]*>€7</a></code>', html)


def test_a_figure_with_a_formula_leads_to_it() -> None:
    """It opens its line below the text; in a mail, which has none, it is plain."""
    text = "14 deals, 3 late."
    formula = Citation(text="14", start=0, end=2, handle="", formula="count(deals)")
    html = str(render_prose(text, [formula], Checks(), anchors={"formula-1"}))
    assert re.search(r'<a class="fig" href="#formula-1"[^>]*>14</a> deals', html)
    assert "<a" not in _render(text, formula)


def test_what_a_formula_gives_is_told_in_the_text() -> None:
    """Where a formula gives something else that stands there; elsewhere that it is missing."""
    marked = Unmatched(text="14", start=0, end=2, why="its formula gives 13")
    html = _render("14 deals", checks=Checks(figures=1, unmatched=(marked,)))
    assert '>14</mark><sup class="missed">its formula gives 13</sup>' in html
    assert "not found</sup>" in _render(
        "14", checks=Checks(figures=1, unmatched=(missed("14", "14"),))
    )


def test_what_the_page_does_not_have_is_not_linked() -> None:
    """A citation of a record that is left out of the page stays plain text."""
    text = "Far away [D-9]."
    assert "<a" not in _render(text, cited(text, "D-9", "D-9"))


def test_a_mark_that_spans_markup_stays_well_formed() -> None:
    """A place across emphasis is wrapped piece by piece; a code block keeps its marks too."""
    text = "a €1 **and** 2 b\n\n```\nx €900 y\n```"
    first = text.index("€1")
    spans = (
        Unmatched(text="", start=first, end=text.index(" b")),
        missed(text, "€900"),
    )
    html = _render(text, checks=Checks(figures=2, found=0, unmatched=spans))
    assert html.count("<mark") == html.count("</mark>") == 4
    assert html.count("not found</sup>") == 2
    assert '<strong><mark class="miss"' in html
    assert re.search(r"<pre><code>x <mark [^>]*>€900</mark>", html)


def test_links_show_where_they_lead() -> None:
    """A link keeps its text and gains its host; one that hides its host is no link."""
    html = _render("[here](https://crm.example/a?b=D-1) [mail](mailto:a@b.example)")
    assert '>here</a> <span class="host">(crm.example)</span>' in html
    assert "(a@b.example)" in html
    assert html.count('rel="noopener noreferrer"') == 2
    assert "<a" not in _render("[bank](https://bank.example@evil.example) [x](/relative) [y](#D-1)")


def test_a_handle_inside_an_address_does_not_break_it() -> None:
    """A citation within a link's address leaves the address as it was."""
    text = "[here](https://crm.example/D-1/x)"
    assert 'href="https://crm.example/D-1/x"' in _render(text, cited(text, "D-1", "D-1"))


def test_images_are_never_loaded() -> None:
    """An image becomes words."""
    html = _render("![a chart](https://evil.example/t.png?d=1)")
    assert "image not loaded: a chart" in html
    assert "evil.example" not in html


def test_places_outside_the_text_or_overlapping_are_left_out() -> None:
    """Offsets that are wrong do no harm; of two overlapping places the unmatched one counts."""
    text = "€100 and more"
    html = _render(
        text,
        Citation(text="", start=-5, end=2, handle="D-1"),
        Citation(text="", start=4, end=400, handle="D-1"),
        Citation(text="", start=0, end=4, handle="D-1"),
        checks=Checks(figures=1, unmatched=(Unmatched(text="", start=2, end=4),)),
    )
    assert "<a" not in html
    assert re.search(r"€1<mark [^>]*>00</mark>", html)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://Crm.Example/x", "crm.example"),
        ("http://[::1]:80/x", "::1"),
        ("mailto:a@b.example", "a@b.example"),
        ("https://a@b.example/", ""),
        ("https://", ""),
        ("javascript:alert(1)", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_hosts_of_links(url: str, host: str) -> None:
    """A link is shown with its host or is no link."""
    assert link_host(url) == host


_PIECES = ("€1", "[D-1]", "**", "*", "_", "`", "```\n", "\n\n", "\n", "| ", "|---|", "# ", "- ")
_MORE = ("1. ", "> ", "[x](", ")", "](", "![", "https://a.example/", "<b>", "&lt;", "\\", "\ue000")
_WORDS = st.sampled_from((*_PIECES, *_MORE, "\u202e", " "))


@given(st.lists(_WORDS, max_size=25).map("".join), st.data())
def test_any_text_with_any_places_stays_harmless(text: str, data: st.DataObject) -> None:
    """Whatever the markdown and wherever the places: only our elements, every mark closed."""
    offsets = st.integers(min_value=0, max_value=max(1, len(text)))
    places = data.draw(st.lists(st.tuples(offsets, offsets), max_size=6))
    half = len(places) // 2
    citations = [Citation(text="", start=a, end=b, handle="D-1") for a, b in places[:half]]
    missing = tuple(Unmatched(text="", start=a, end=b) for a, b in places[half:])
    html = _render(text, *citations, checks=Checks(unmatched=missing))
    assert Audit(html).bad == []
    assert html.count("<mark") == html.count("</mark>")
