"""A model's markdown as HTML: figures linked to their records, what was not found marked.

The text is untrusted. It becomes visible (`display.show`), is parsed without raw HTML, loses
images and every link that is not plain http(s) or mail, and passes a strict list of elements at
the end. Places that the check named are carried through the parser as private characters, which
cannot come from the text because `show` escapes them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from operatoros.display import show
from operatoros.values.findings import Checks, Citation

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markupsafe import Markup

_OPEN, _CLOSE, _ZERO = "\ue000", "\ue001", 0xE010
_PLACE = re.compile("\ue000([\ue010-\ue019]+)\ue002|(\ue001)")
_LEFT_OVER = re.compile("[\ue000-\ue0ff]")
_LEFT_OVER_ENCODED = re.compile("%EE%8[0-3]%[89AB][0-9A-F]", re.IGNORECASE)
_BLANKS = re.compile(" {41,}")
_SAFE_SCHEMES = frozenset({"http", "https", "mailto"})
_ELEMENTS: dict[str, set[str]] = {
    "a": {"href"},
    "ol": {"start"},
    "mark": {"title"},
    "th": set(),
    "td": set(),
}
_PLAIN = """p h3 h4 h5 h6 ul ol li strong em s blockquote code pre hr br table thead tbody tr th td
    a mark span sup div"""
_CLASSES = {
    "a": {"ref", "fig"},
    "mark": {"miss"},
    "span": {"host", "image"},
    "sup": {"missed"},
    "th": {"right", "center"},
    "td": {"right", "center"},
    "div": {"wide"},
}


@dataclass(frozen=True, slots=True)
class _Place:
    """One place of the text that the check named."""

    start: int
    end: int
    anchor: str = ""
    why: str = ""

    @property
    def missed(self) -> bool:
        return bool(self.why)

    @property
    def said(self) -> str:
        """Why it is marked, in so few words that they can stand in the text."""
        return self.why if self.why.startswith("its formula") else "not found"


def render_prose(
    text: str, citations: Sequence[Citation], checks: Checks, *, anchors: Collection[str]
) -> Markup:
    """Return a model's text as safe HTML.

    Args:
        text: Markdown as the model wrote it; offsets count its characters.
        citations: Places that rest on a record or fact.
        checks: Places that were not found.
        anchors: Handles, fact ids and formulas that the page has (`D-17`, `F3`, `formula-1`);
            others are not linked.
    """
    import nh3
    from markupsafe import Markup

    places = _places(text, citations, checks, anchors)
    parser = _parser()
    tokens = parser.parse(_marked(text, places))
    weave = _Weaver(places)
    lowest = min((int(t.tag[1]) for t in tokens if t.type == "heading_open"), default=1)
    for token in tokens:
        _settle(token, weave, lowest)
    html = parser.renderer.render(tokens, parser.options, {})
    html = html.replace("<table>", '<div class="wide"><table>').replace(
        "</table>", "</table></div>"
    )
    clean = nh3.clean(
        _LEFT_OVER.sub("", html),
        tags=set(_PLAIN.split()),
        attributes={tag: set(names) for tag, names in _ELEMENTS.items()},
        allowed_classes=_CLASSES,
        url_schemes=set(_SAFE_SCHEMES),
        link_rel="noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704  everything in it went through the list above


def _places(
    text: str, citations: Sequence[Citation], checks: Checks, anchors: Collection[str]
) -> list[_Place]:
    """Return the places in order, none overlapping; what was not found goes first."""
    missed = [
        _Place(miss.start, miss.end, why=miss.why or "not found") for miss in checks.unmatched
    ]
    linked = [_linked(text, one) for one in citations if one.handle in anchors]
    worked_out = [one for one in citations if one.formula]
    linked += [
        _Place(one.start, one.end, anchor=anchor_of(number))
        for number, one in enumerate(worked_out, start=1)
        if anchor_of(number) in anchors
    ]
    taken: list[_Place] = []
    for place in [*missed, *linked]:
        inside = 0 <= place.start < place.end <= len(text)
        if inside and all(place.end <= t.start or t.end <= place.start for t in taken):
            taken.append(place)
    return sorted(taken, key=lambda place: place.start)


def anchor_of(number: int) -> str:
    """Return where a page tells a formula, by its number among the text's formulas from 1."""
    return f"formula-{number}"


def _linked(text: str, one: Citation) -> _Place:
    """Return a citation's place; brackets round a bare handle belong to it."""
    start, end = one.start, one.end
    if (
        text[start:end] == one.handle
        and text[start - 1 : start] == "["
        and text[end : end + 1] == "]"
    ):
        start, end = start - 1, end + 1
    return _Place(start, end, anchor=one.handle)


def _marked(text: str, places: Sequence[_Place]) -> str:
    parts: list[str] = []
    at = 0
    for number, place in enumerate(places):
        digits = "".join(chr(_ZERO + int(digit)) for digit in str(number))
        parts += [
            _visible(text[at : place.start]),
            f"{_OPEN}{digits}\ue002",
            _visible(text[place.start : place.end]),
            _CLOSE,
        ]
        at = place.end
    parts.append(_visible(text[at:]))
    return "".join(parts)


def _visible(piece: str) -> str:
    # HTML draws a run of blanks as one, so its length is not worth an escape here.
    return show(_BLANKS.sub(" " * 40, piece))


class _Weaver:
    """Turns text with places in it into HTML; remembers a place that goes on in the next piece."""

    def __init__(self, places: Sequence[_Place]) -> None:
        self._places = places
        self._open: _Place | None = None
        self.in_link = False

    def weave(self, content: str) -> str:
        """Return escaped HTML of a piece of text."""
        out: list[str] = []
        at = 0
        for match in _PLACE.finditer(content):
            out.append(self._wrapped(content[at : match.start()]))
            at = match.end()
            if match[1]:
                number = int("".join(str(ord(letter) - _ZERO) for letter in match[1]))
                self._open = self._places[number]
            else:
                if self._open is not None and self._open.missed:
                    # Told in words too: colour alone says nothing on paper or to a screen reader.
                    said = escape(show(self._open.said, one_line=True))
                    out.append(f'<sup class="missed">{said}</sup>')
                self._open = None
        out.append(self._wrapped(content[at:]))
        return "".join(out)

    def _wrapped(self, piece: str) -> str:
        safe = escape(_LEFT_OVER.sub("", piece))
        place = self._open
        if place is None or not safe:
            return safe
        if place.missed:
            return f'<mark class="miss" title="{escape(show(place.why))}">{safe}</mark>'
        if self.in_link:
            return safe  # a link within a link is none
        anchor = escape(place.anchor)
        if safe.strip("[]") == anchor:
            return f'<a class="ref" href="#{anchor}">{anchor}</a>'
        return f'<a class="fig" href="#{anchor}">{safe}</a>'


def _settle(token: Token, weave: _Weaver, lowest: int) -> None:
    """Make one block token safe and at home on our page."""
    if token.type in {"heading_open", "heading_close"}:
        token.tag = f"h{min(6, 3 + int(token.tag[1]) - lowest)}"
    elif token.type in {"th_open", "td_open"}:
        side = str(token.attrs.pop("style", "")).rpartition(":")[2].strip()
        if side in {"right", "center"}:
            token.attrs["class"] = side
    elif token.type in {"fence", "code_block"}:
        token.type, token.content = "html_block", _code_block(weave.weave(token.content))
    elif token.type == "inline" and token.children:
        token.children = _inline(token.children, weave)


def _code_block(html: str) -> str:
    return f"<pre><code>{html}</code></pre>\n"


def _inline(children: Sequence[Token], weave: _Weaver) -> list[Token]:
    out: list[Token] = []
    hosts: list[str] = []
    for child in children:
        if child.type == "text":
            out.append(_html(child, weave.weave(child.content)))
        elif child.type == "code_inline":
            out.append(_html(child, f"<code>{weave.weave(child.content)}</code>"))
        elif child.type == "image":
            alt = weave.weave(child.content)
            out.append(_html(child, f'<span class="image">image not loaded: {alt}</span>'))
        elif child.type == "link_open":
            host = _host(child)
            hosts.append(host)
            weave.in_link = bool(host)
            if host:
                out.append(child)
        elif child.type == "link_close":
            host = hosts.pop() if hosts else ""
            weave.in_link = False
            if host:
                out += [child, _html(child, f' <span class="host">({escape(host)})</span>')]
        else:
            out.append(child)
    return out


def _host(token: Token) -> str:
    """Return who a link leads to, or empty text for a link that we do not make."""
    href = _LEFT_OVER_ENCODED.sub("", _LEFT_OVER.sub("", str(token.attrs.get("href", ""))))
    token.attrs = {"href": href}
    return link_host(href)


def link_host(url: str) -> str:
    """Return the host that a link is shown with, or empty text if it must not be one."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        return ""
    if parts.scheme == "mailto" and parts.path:
        return show(parts.path, one_line=True)
    # A user name before the host (https://bank.example@evil.example) only serves to deceive.
    if parts.scheme not in _SAFE_SCHEMES or not host or "@" in parts.netloc:
        return ""
    return show(host, one_line=True)


def _html(token: Token, content: str) -> Token:
    made = token.copy(type="html_inline", tag="", content=content, nesting=0, children=None)
    made.attrs = {}
    return made


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    return parser.enable(["table", "strikethrough"])
