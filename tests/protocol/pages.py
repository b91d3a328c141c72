"""What chats' pages make of a block: forms, each from the text of a block to HTML.

A form is what the chat wrote around its block (a fence, a list, nothing), what the page renders it
with (markdown-it, as many chats do, with or without its typographer), how it is styled, and how
its text gets out of the page again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from typing import Literal

from markdown_it import MarkdownIt

from operatoros.protocol.payloads import NO_BREAK_SPACES, TABS_AND_LINE_ENDS, probe_for
from tests.protocol.sources import SourceFile

Reading = Literal["page", "copied", "button"]
Arrives = Callable[[SourceFile], bool]


def always(_source: SourceFile) -> bool:
    """Every file arrives: the page keeps the text."""
    return True


def never(_source: SourceFile) -> bool:
    """No file arrives: the page alters the probe or the form of a block."""
    return False


def without_no_break_spaces(source: SourceFile) -> bool:
    """Files arrive that need not prove a no-break space."""
    return NO_BREAK_SPACES not in probe_for(source.text)


def without_tabs_and_line_ends(source: SourceFile) -> bool:
    """Files arrive that need not prove tabs and blanks at line ends."""
    return TABS_AND_LINE_ENDS not in probe_for(source.text)


def without_long_lines(source: SourceFile) -> bool:
    """Files arrive of which no line is longer than 80 columns, bar and key included."""
    return all(len(line) < 80 for line in (f"path: {source.name}"[1:], *source.text.split("\n")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One way for a block to be on a page.

    Attributes:
        name: For the table of the docs.
        html: From the text of a block to the HTML of the chat's message.
        arrives: Which files must arrive; all others must not.
        needs_probe: Whether some files would arrive altered if the probe were not checked.
        css: Style of the message; `m` is its element.
        reading: Whether the page's text is read, or all of it is selected and copied, or the
            page's own button copies the block.
    """

    name: str
    html: Callable[[str], str]
    arrives: Arrives = never
    needs_probe: bool = False
    css: str = ""
    reading: Reading = "page"


def page_of(form: Form) -> str:
    """Return the HTML of a chat page whose last message is still empty."""
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Chat</title><style>
body {{ font: 16px "DejaVu Sans", sans-serif }}
pre, code {{ font: 13px "DejaVu Sans Mono", monospace }}
{form.css}
</style></head><body>
<nav><ul><li>New chat</li><li>Makefile questions</li></ul></nav>
<main><div>Please write that file.</div><div id="m"></div></main>
<div contenteditable="true">Ask anything</div><p>Chats make mistakes.</p></body></html>"""


def _markdown(*, smart: bool = False, breaks: bool = False, tags: bool = False) -> MarkdownIt:
    options = {"typographer": smart, "breaks": breaks, "html": tags, "linkify": False}
    reader = MarkdownIt("js-default", options)
    return reader.enable(["replacements", "smartquotes"]) if smart else reader


_PLAIN = _markdown()
_BREAKS = _markdown(breaks=True)
_SMART = _markdown(smart=True)
_SMART_BREAKS = _markdown(smart=True, breaks=True)
_TAGS = _markdown(breaks=True, tags=True)


def _answer(block: str) -> str:
    """Return the block as the middle of a message."""
    return f"Here is the file.\n\n{block}\nApprove it, then I go on.\n"


def _fence(block: str) -> str:
    return f"```text\n{block}```\n"


def _quote(text: str) -> str:
    return re.sub(r"(?m)^", "> ", text.removesuffix("\n")) + "\n"


def _item(text: str) -> str:
    return "1. Write it:\n\n" + re.sub(r"(?m)^", "   ", text.removesuffix("\n")) + "\n2. Read it.\n"


def _rendered(reader: MarkdownIt, *wraps: Callable[[str], str]) -> Callable[[str], str]:
    def html(block: str) -> str:
        text = block
        for wrap in wraps:
            text = wrap(text)
        return str(reader.render(_answer(text)))

    return html


def _in_pre(change: Callable[[str], str]) -> Callable[[str], str]:
    """Return a form whose code is a fence, with its text altered by the page before it is shown."""
    return lambda block: f"<p>Here:</p><pre><code>{escape(change(block))}</code></pre>"


def _per_line(line_html: str, around: str = "<pre><code>{}</code></pre>") -> Callable[[str], str]:
    """Return a form that gives each line an element. In it, {n} is its number, {line} its text."""

    def html(block: str) -> str:
        lines = enumerate(block.removesuffix("\n").split("\n"), 1)
        return around.format("".join(line_html.format(n=n, line=escape(line)) for n, line in lines))

    return html


def _raw(block: str) -> str:
    return f"<div class=raw>{escape(_answer(block))}</div>"


def _highlighted(block: str) -> str:
    """Return code of which each word is an element, as highlighters make it."""
    parts = re.split(r"(\w+)", block)
    words = (
        f"<span>{escape(part)}</span>" if n % 2 else escape(part) for n, part in enumerate(parts)
    )
    return f"<pre><code>{''.join(words)}</code></pre>"


def _linked(block: str) -> str:
    link = re.sub(r"https?://[\w./?#=&;%+-]+", r'<a href="\g<0>">\g<0></a>', escape(block))
    return f"<div class=raw>{link}</div>"


def _numbers_apart(block: str) -> str:
    numbers = "\n".join(str(n) for n in range(1, block.count("\n") + 1))
    return (
        f"<table><tr><td><pre>{numbers}</pre></td><td><pre>{escape(block)}</pre></td></tr></table>"
    )


def _cell(block: str) -> str:
    lines = "<br>".join(escape(line) for line in block.removesuffix("\n").split("\n"))
    return f"<table><tr><th>step</th><th>block</th></tr><tr><td>1</td><td>{lines}</td></tr></table>"


def _hard_wraps(block: str) -> str:
    """Return code of which each line on the screen is an element, 80 columns wide at most."""
    parts = [
        part
        for line in block.removesuffix("\n").split("\n")
        for part in (re.findall(r".{1,80}", line) or [""])
    ]
    return "<pre>" + "".join(f"<div>{escape(part)}</div>" for part in parts) + "</pre>"


def _copy_at_the_end(block: str) -> str:
    return f"<pre><code>{escape(block[:-1])}</code> <button>Copy</button></pre>"


def _breakable(block: str) -> str:
    return "<pre>" + re.sub(r"([/._])", r"\1<wbr>", escape(block)) + "</pre>"


def _curly(text: str) -> str:
    return re.sub(r'"([^"\n]*)"', "\u201c\\1\u201d", text)


def _as_br(block: str) -> str:
    return escape(_answer(block)).replace("\n", "<br>")


def _button(block: str) -> str:
    """Return a fence with the button that chats put above it."""
    copy = "navigator.clipboard.writeText(document.querySelector('#m code').textContent)"
    return f'<div>text <button onclick="{copy}">Copy</button></div>{_fenced(block)}'


_fenced = _rendered(_PLAIN, _fence)
_in_list_in_quotation = _rendered(_PLAIN, _fence, _item, _quote)
_indented = _rendered(_PLAIN, lambda text: re.sub(r"(?m)^(?=.)", "    ", text))
_lines = _per_line("<div>{line}</div>")
_numbered = _per_line("<div><span>{n} </span>{line}</div>")
_in_rows = _per_line("<tr><td>{n}</td><td class=raw>{line}</td></tr>", "<table>{}</table>")
_expanded = _in_pre(lambda text: text.expandtabs(4))
_cut = _in_pre(lambda text: re.sub(r"(?m)[^\S\n]+$", "", text))
_no_break = _in_pre(lambda text: text.replace("  ", "\u00a0 "))
_zero_width = _in_pre(lambda text: re.sub(r"([_/])", "\\1\u200b", text))

_RAW = "#m .raw { white-space: pre-wrap }"
_NARROW = "#m pre { width: 20ch; white-space: pre-wrap; overflow-wrap: anywhere }"
_COUNTED = "#m div::before { content: counter(line) ' '; counter-increment: line }"

_KEEP = (
    Form(name="fence", html=_fenced),
    Form(name="fence, its Copy button", html=_button, reading="button"),
    Form(name="fence, Copy button above it", html=_button),
    Form(name="fence, smart punctuation on", html=_rendered(_SMART, _fence)),
    Form(name="fence in a quotation", html=_rendered(_PLAIN, _fence, _quote)),
    Form(name="fence in a list", html=_rendered(_PLAIN, _fence, _item)),
    Form(name="fence in a list in a quotation", html=_in_list_in_quotation),
    Form(name="fence, highlighted", html=_highlighted),
    Form(name="fence, a narrow column", html=_fenced, css=_NARROW),
    Form(name="fence, tabs two wide", html=_fenced, css="#m pre { tab-size: 2 }"),
    Form(name="fence, an element for each line", html=_lines),
    Form(name="fence, numbers by CSS", html=_lines, css=_COUNTED),
    Form(name="fence, numbers in a column of their own", html=_numbers_apart),
    Form(name="fence, places to break", html=_breakable),
    Form(name="indented code", html=_indented),
    Form(name="plain text, pre-wrap", html=_raw, css=_RAW),
    Form(name="plain text, pre-wrap, with links", html=_linked, css=_RAW),
    Form(name="plain text, break-spaces", html=_raw, css=_RAW.replace("pre-wrap", "break-spaces")),
)

_COPY = (
    Form(name="fence, all copied", html=_fenced),
    Form(name="fence, highlighted, all copied", html=_highlighted),
    Form(name="fence, an element for each line, all copied", html=_lines),
    Form(name="plain text, pre-wrap, all copied", html=_raw, css=_RAW),
    Form(
        name="fence, numbers that cannot be selected, all copied",
        html=_numbered,
        css="#m span { user-select: none }",
    ),
    Form(
        name="fence, numbers in cells that cannot be selected, all copied",
        html=_in_rows,
        css=_RAW + "#m td:first-child { user-select: none }",
    ),
)

# Here the lines stay lines, so that only the probe tells.
_ALTER = (
    Form(name="no fence, line breaks kept", html=_rendered(_BREAKS)),
    Form(name="no fence, line breaks kept, all copied", html=_rendered(_BREAKS), reading="copied"),
    Form(name="no fence, tags let through", html=_rendered(_TAGS)),
    Form(name="no fence, pre-wrap", html=_rendered(_PLAIN), css="#m p { white-space: pre-wrap }"),
    Form(name="smart punctuation, line breaks kept", html=_rendered(_SMART_BREAKS)),
    Form(name="quotation, line breaks kept", html=_rendered(_BREAKS, _quote)),
    Form(name="list, line breaks kept", html=_rendered(_BREAKS, _item)),
    Form(name="plain text, br", html=_as_br),
    Form(name="plain text, pre-line", html=_raw, css=_RAW.replace("pre-wrap", "pre-line")),
    Form(name="code, no-break spaces for blanks", html=_no_break),
    Form(name="code, curly quotes", html=_in_pre(_curly)),
    Form(name="code, tabs turned to blanks", html=_expanded, arrives=without_tabs_and_line_ends),
    Form(name="code, blanks cut at line ends", html=_cut, arrives=without_tabs_and_line_ends),
)

_BREAK = (
    Form(name="no fence", html=_rendered(_PLAIN)),
    Form(name="smart punctuation", html=_rendered(_SMART)),
    Form(name="quotation", html=_rendered(_PLAIN, _quote)),
    Form(name="list", html=_rendered(_PLAIN, _item)),
    Form(name="plain text, normal white space", html=_raw),
    Form(name="cell of a table", html=_cell),
    Form(name="code, numbers in the lines", html=_numbered),
    Form(name="code, numbers in cells", html=_in_rows, css=_RAW),
    Form(name="code, Copy button behind the last line", html=_copy_at_the_end),
    Form(name="code, capitals", html=_fenced, css="#m { text-transform: uppercase }"),
    Form(name="code, small letters", html=_fenced, css="#m { text-transform: lowercase }"),
    Form(name="code, words capitalized", html=_fenced, css="#m { text-transform: capitalize }"),
    Form(name="code, invisible places to break", html=_zero_width),
    Form(name="code, lines cut at 80 columns", html=_hard_wraps, arrives=without_long_lines),
)

FORMS: tuple[Form, ...] = (
    *(replace(form, arrives=always) for form in _KEEP),
    *(
        replace(form, arrives=without_no_break_spaces, reading="copied", needs_probe=True)
        for form in _COPY
    ),
    *(replace(form, needs_probe=True) for form in _ALTER),
    *_BREAK,
)
