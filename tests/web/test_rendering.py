"""What templates print is visible and escaped, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from operatoros.web import rendering
from operatoros.web.progress import Progress, Seen
from operatoros.web.rendering import fragment, icon
from operatoros.web.writing import Writing

TEMPLATES = sorted((Path(rendering.__file__).parent / "templates").glob("*.html"))
HOSTILE = "<script>x</script>\u202e\u200b"


def test_values_are_made_visible_and_escaped() -> None:
    """Markup is text, and what cannot be seen is written out; markup of ours stays."""
    made = rendering._environment().from_string("{{ a }} {{ b }} {{ c|lines }} {{ d|composed }}")
    text = made.render(a=HOSTILE, b=icon("x", "<close>"), c="1\n2\u202e", d="\\u{202e}\u202e")
    assert "<script>" not in text
    assert "&lt;script&gt;x&lt;/script&gt;\\u{202e}\\u{200b}" in text
    assert 'aria-label="&lt;close&gt;"' in text
    assert "1\n2\\u{202e}" in text
    # What was visible already is not written out twice, and nothing slips through.
    assert text.endswith("\\u{202e}\\u{202e}")


def test_an_unknown_value_is_an_error_not_an_empty_place() -> None:
    """A template that names what is not there fails instead of showing nothing."""
    with pytest.raises(Exception, match="nothing"):
        rendering._environment().from_string("{{ nothing }}").render()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_script_style_or_an_unsafe_filter(template: Path) -> None:
    """The content policy forbids inline code, and `|safe` is how escaping is lost."""
    text = template.read_text(encoding="utf-8")
    for word in (
        "|safe",
        "| safe",
        "style=",
        " onclick",
        " onload",
        "<style",
        "hx-on",
        "javascript:",
    ):
        assert word not in text, word
    assert "<script>" not in text
    assert "http://" not in text.replace("http://localhost", "")


def test_a_piece_of_a_page_needs_no_request() -> None:
    """Streams send pieces that are made without one."""
    for text in (HOSTILE, f"{HOSTILE}\n\nend"):
        seen = Seen(text=text, written=Writing().add(text))
        html = fragment("live_parts", progress=Progress(run="r"), seen=seen, asking=None)
        assert "&lt;script&gt;" in html
        assert "<script>" not in html


def test_a_digest_stands_as_lines_with_headings() -> None:
    """Marks of a digest become emphasis, its title is left to the page, no text gets markup."""
    digest = (
        "# Deals · today\n\n**€5 in 2 deals**\n\n## Facts\n  F1  <b>two</b> ** of\u202e ## it\n"
    )
    html = fragment(
        "live_parts", progress=Progress(run="r", digest=digest), seen=Seen(digest=True), asking=None
    )
    inner = html.partition('<pre class="digest">')[2].partition("</pre>")[0]
    assert inner == (
        "<strong>€5 in 2 deals</strong>\n\n<strong>Facts</strong>\n"
        "  F1  &lt;b&gt;two&lt;/b&gt; ** of\\u{202e} ## it"
    )
