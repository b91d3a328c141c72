"""Texts that want a page to run, load or hide something; each is put into every place of a page."""

from __future__ import annotations

from html.parser import HTMLParser

EVIL = "https://evil.example/x"

HOSTILE: tuple[str, ...] = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    f"<img src={EVIL}>",
    "<img/src=`x`onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><a xlink:href=javascript:alert(1)><text y=9>x</text></a></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img src=x onerror=alert(1)>",
    "<body onload=alert(1)>",
    f"<iframe src={EVIL}></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    f"<object data={EVIL}></object>",
    f"<embed src={EVIL}>",
    f"<link rel=stylesheet href={EVIL}>",
    f"<style>@import '{EVIL}';</style>",
    f"<style>*{{background:url({EVIL})}}</style>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    f"<base href={EVIL}>",
    f"<meta http-equiv=refresh content='0;url={EVIL}'>",
    f"<form action={EVIL}><input name=x><button>Go</button></form>",
    f"<video poster={EVIL}></video>",
    f"<audio src={EVIL} autoplay></audio>",
    f"<input type=image src={EVIL}>",
    f"<div style=background:url({EVIL})>x</div>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='java&#x0A;script:alert(1)'>x</a>",
    "<a href=data:text/html,<script>alert(1)</script>>x</a>",
    "<details open ontoggle=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--<img src='--><img src=x onerror=alert(1)//'>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml-stylesheet href='javascript:alert(1)'?>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" onfocus=alert(1) autofocus="',
    "{{ 7*7 }}{% include '/etc/passwd' %}",
    "${alert(1)}",
    f"![x]({EVIL})",
    f"![x][y]\n\n[y]: {EVIL}",
    f"[![x]({EVIL})](javascript:alert(1))",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example/x)",
    "[bank](https://bank.example@evil.example/)",
    "<javascript:alert(1)>",
    f'[x]({EVIL} "title\\" onmouseover=alert(1)")',
    "[D-1]: javascript:alert(1)\n\n[D-1]",
    f"[D-1]: {EVIL}\n\n[D-1]",
    "```html\n<script>alert(1)</script>\n```",
    "``` onload=alert(1)\nx\n```",
    "`<img src=x onerror=alert(1)>`",
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\ue000\ue010\ue002<script>alert(1)</script>\ue001",
    "\ue000\ue011\ue011\ue011\ue002x\ue001",
    "\u202egnp.exe\u202c \u200bzero\u200bwidth \u2066x\u2069",
    "\x00\x1b]0;title\x07<script>alert(1)</script>",
    "\ud800<script>alert(1)</script>",
    "\U000e0073\U000e0063 tag characters",
    "+ADw-script+AD4-alert(1)+ADw-/script+AD4-",
    "＜script＞alert(1)＜/script＞",
)

_ELEMENT_NAMES = """html head meta title style body p strong div header h1 h2 h3 h4 h5 h6 time span
    main section small ul ol li b del ins aside table thead tbody tr td th svg rect article mark sup
    dl dt dd footer a em s blockquote code pre hr br"""
_ATTRIBUTE_NAMES = """lang charset http-equiv content name class id role aria-label aria-labelledby
    aria-hidden href rel title scope width height rx start"""
_ELEMENTS = frozenset(_ELEMENT_NAMES.split())
_ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_HIDDEN = ("\u202e", "\u202c", "\u200b", "\u2066", "\x1b", "\x00", "\ue000", "\U000e0073")


class Audit(HTMLParser):
    """Reads a page and notes everything that could run, load or hide something."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.bad: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.text: list[str] = []
        self.styles = 0
        self.feed(page)
        self.close()
        self.bad += [f"hidden {sign!r}" for sign in _HIDDEN if sign in page]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element or attribute that our pages never have."""
        if tag not in _ELEMENTS:
            self.bad.append(f"<{tag}>")
        self.styles += tag == "style"
        for name, value in attrs:
            if name not in _ATTRIBUTES:
                self.bad.append(f"{tag} {name}")
            if name == "id" and value:
                self.ids.append(value)
            if name == "href" and value is not None:
                self.links.append(value)
                if not value.startswith(("#", "https://", "http://", "mailto:")):
                    self.bad.append(f"href {value}")
            if name == "http-equiv" and value != "Content-Security-Policy":
                self.bad.append(f"http-equiv {value}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Treat `<rect/>` like any element."""
        self.handle_starttag(tag, attrs)

    def handle_comment(self, data: str) -> None:
        """Our pages have no comments."""
        self.bad.append(f"comment {data!r}")

    def handle_pi(self, data: str) -> None:
        """Nor processing instructions."""
        self.bad.append(f"instruction {data!r}")

    def unknown_decl(self, data: str) -> None:
        """Nor marked sections."""
        self.bad.append(f"declaration {data!r}")

    def handle_data(self, data: str) -> None:
        """Keep what a reader sees."""
        self.text.append(data)
