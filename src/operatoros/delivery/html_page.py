"""A briefing as one HTML file that can be forwarded: no script, no request to anybody.

Every value that a template prints is made visible (`display.show`) and escaped by the environment
itself, so no template can forget it. The content policy inside the page allows exactly its own
style and nothing else, whatever the text says.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from operatoros.delivery.page import Page, Shown
from operatoros.delivery.prose import anchor_of, link_host, render_prose
from operatoros.display import show, show_composed

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_HANDLE = re.compile(r"\b([A-Z]{1,4}-\d{1,7})\b")
_TEMPLATES = Path(__file__).parent / "templates"
WORDS = {
    "ok": "complete",
    "cached": "from an earlier fetch",
    "partial": "partial",
    "failed": "failed",
    "skipped": "skipped",
}
MARKS = {"ok": "✓", "cached": "✓", "partial": "!", "failed": "✕", "skipped": "–"}
SIGNS = {"+": "new", "-": "gone", "~": "changed"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The parts of a briefing's page as HTML: what changed, sources, facts, text, records, receipt.

    Anchors are the handles of records (`D-17`) and the ids of facts (`F3`).
    """

    changes: Markup
    coverage: Markup
    facts: Markup
    text: Markup
    records: Markup
    receipt: Markup


def render_html(page: Page) -> str:
    """Return the whole file."""
    style = _style("tokens.css", "page.css", "parts.css", "print.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return _render("page.html", page, style=style, style_hash=f"sha256-{digest}")


def render_mail_html(page: Page) -> str:
    """Return the body of a mail: the same words without anchors, for readers that know little."""
    return _render("mail.html", page, style=_style("mail.css"), style_hash="")


def render_parts(page: Page) -> Parts:
    """Return the parts of a page as HTML, for a face that arranges them itself."""
    from markupsafe import Markup

    parts = _environment().get_template("sections.html").module

    def made(name: str, *more: object) -> Markup:
        return Markup(getattr(parts, name)(page, *more))  # noqa: S704  a template of ours

    return Parts(
        changes=made("changes"),
        coverage=made("coverage"),
        facts=made("facts"),
        text=made("text", _prose(page)),
        records=made("records"),
        receipt=made("receipt"),
    )


def parts_style() -> str:
    """Return the colours, and the style of parts that stand inside an element of class `parts`."""
    return f"{_style('tokens.css')}\n.parts {{\n{_style('parts.css')}\n}}\n"


def _render(template: str, page: Page, *, style: str, style_hash: str) -> str:
    from markupsafe import Markup

    prose = _prose(page) if style_hash else _prose(page, anchored=False)
    return (
        _environment()
        .get_template(template)
        .render(
            page=page,
            prose=prose,
            style=Markup(style),  # noqa: S704  a file of ours
            style_hash=style_hash,
        )
    )


def _prose(page: Page, *, anchored: bool = True) -> Markup:
    anchors: set[str] = set()
    if anchored:
        formulas = range(1, len(page.prose.formulas) + 1)
        anchors = {*page.handles, *(fact.id for fact in page.facts), *map(anchor_of, formulas)}
    return render_prose(page.prose.text, page.prose.citations, page.prose.checks, anchors=anchors)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        finalize=_visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"words": WORDS, "marks": MARKS, "signs": SIGNS}
    made.filters["size"] = size_text
    made.filters["share"] = _share
    made.filters["host"] = link_host
    made.filters["shown"] = Shown
    made.filters["linked"] = _linked
    return made


def _linked(formula: str, handles: Collection[str]) -> Markup:
    """Return a formula whose handles lead to the records that the page has."""
    from markupsafe import Markup, escape

    link = Markup('<a class="ref" href="#{0}">{0}</a>')
    # With its group in the pattern, every other piece is a handle.
    pieces = _HANDLE.split(show(formula, one_line=True))
    return Markup("").join(
        link.format(piece) if place % 2 and piece in handles else escape(piece)
        for place, piece in enumerate(pieces)
    )


def _visible(value: object) -> object:
    """Make what a template is about to print visible; markup of ours stays."""
    if hasattr(value, "__html__"):
        return value
    if isinstance(value, Shown):
        return show_composed(value)
    return show(value, one_line=True) if isinstance(value, str) else value


@cache
def _style(*names: str) -> str:
    """Return style sheets of ours, one after the other, without comments and indents."""
    texts = [(_TEMPLATES / name).read_text(encoding="utf-8") for name in names]
    lines = "".join(texts).splitlines()
    return "\n".join(line.strip() for line in lines if line.strip() and "/*" not in line)


def size_text(count: int) -> str:
    """Write a count of bytes for people: `12 kB`."""
    for unit, step in (("MB", 1_000_000), ("kB", 1_000)):
        if count >= step:
            return f"{count / step:,.{1 if count < 10 * step else 0}f} {unit}"
    return f"{count} B"


def _share(count: int, counts: list[int]) -> int:
    """Return a bar's length of 100, at least 1 for what is not nothing."""
    largest = max(counts, default=0)
    return max(1, round(100 * count / largest)) if count > 0 and largest > 0 else 0
