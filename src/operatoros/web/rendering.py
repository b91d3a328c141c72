"""Pages from templates: every value is made visible and escaped by the environment itself.

A template cannot forget it: what it prints passes `display.show`, then autoescape. Markup of ours
(`render_parts`, the elements of `words`) stays as it is.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from operatoros.app.showing import draft_of, prose_of, text_of, title_of
from operatoros.display import show, show_composed
from operatoros.values.jsonable import to_json
from operatoros.web.assets import address_of
from operatoros.web.context import site_of
from operatoros.web.diffs import pairs
from operatoros.web.words import began, counted, dollars, lasted, sentence, when_tag

_TEMPLATES = Path(__file__).parent / "templates"

_STRONG = Markup("<strong>{}</strong>")

# What the navigation shows: name, address, icon, key after `g`. The pages that come later have
# their place here.
NAVIGATION = (
    ("Today", "/", "sun", "t"),
    ("Operators", "/operators", "workflow", "o"),
    ("Runs", "/runs", "history", "r"),
    ("Inbox", "/inbox", "inbox", "i"),
)


def page(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Return a page, or a part of one that a button asked for.

    Args:
        request: What was asked.
        template: Name of the template, without `.html`.
        status: HTTP status.
        values: What the template shows.
    """
    site = site_of(request)
    html = (
        _environment()
        .get_template(f"{template}.html")
        .render(
            csrf=site.csrf,
            login=site.login,
            here=request.url.path,
            now=datetime.now().astimezone(),
            **values,
        )
    )
    return HTMLResponse(html, status_code=status)


def fragment(template: str, **values: object) -> str:
    """Return a piece of a page that belongs to no request (a message of a stream)."""
    made = _environment().get_template(f"{template}.html")
    return made.render(now=datetime.now().astimezone(), **values)


@cache
def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_TEMPLATES, encoding="utf-8"),
        autoescape=True,
        finalize=_visible,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "navigation": NAVIGATION,
        "asset": address_of,
        "icon": icon,
        "when": when_tag,
        "began": began,
        "title_of": title_of,
        "counted": counted,
        "lasted": lasted,
        "dollars": dollars,
    }
    made.globals["pairs"] = pairs
    made.filters["field_text"] = text_of
    made.filters["lines"] = _lines
    made.filters["prose"] = prose_of
    made.filters["draft"] = draft_of
    made.filters["sentence"] = sentence
    made.filters["argument"] = _argument
    made.filters["composed"] = _composed
    made.filters["digest"] = _digest
    made.filters["raw_text"] = _raw_text
    return made


@lru_cache(maxsize=256)
def icon(name: str, label: str = "") -> Markup:
    """Return an icon; one without a label is decoration and silent for screen readers."""
    silent = Markup(' aria-hidden="true"')
    said = Markup(' role="img" aria-label="{}"').format(label) if label else silent
    use = Markup('<svg class="icon"{}><use href="{}#{}"/></svg>')
    return use.format(said, address_of("icons.svg"), name)


def _visible(value: object) -> object:
    """Make what a template is about to print visible; markup of ours stays."""
    if hasattr(value, "__html__"):
        return value
    return show(value, one_line=True) if isinstance(value, str) else value


def _composed(text: str) -> Markup:
    """Return a text that was composed of visible pieces, escaped; its line ends are kept."""
    return escape(show_composed(text))


def _digest(text: str) -> Markup:
    """Return a digest as lines: its headings stand out, its title is the page's already."""
    lines: list[Markup] = []
    for line in show_composed(text).strip("\n").split("\n"):
        heading = line.removeprefix("## ").removeprefix("**").removesuffix("**")
        if not line.startswith("# "):
            lines.append(_STRONG.format(heading) if heading != line else escape(line))
    return Markup("\n").join(lines).strip("\n")


def _raw_text(text: str) -> Markup:
    """Return a text as it is, escaped: for a text area whose content is sent or copied back.

    What such a text would do is always shown beside it through `show`, from the same bytes.
    """
    return escape(text)


def _argument(value: object) -> str:
    """Return a command's argument as a person reads it: its text, decoded, or JSON."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "backslashreplace")
    return value if isinstance(value, str) else json.dumps(to_json(value), ensure_ascii=False)


def _lines(text: str) -> Markup:
    """Return a text of several lines, visible and escaped, with its line ends kept."""
    return escape(show(text))
