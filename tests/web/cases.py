"""The table of headers that a hostile page, proxy or program may send, and of those that are fine.

`{port}` and `{other}` stand for our port and another one. A case says which header it replaces;
the rest is what a page of ours sends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Where = Literal["all", "reads", "changes", "bodies"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One way to ask.

    Attributes:
        name: What it is.
        where: Methods it is about; `bodies` are changes that are sent with a body.
        header: The header that is replaced, with all its values; empty for none.
        values: What is sent instead; nothing means the header is left out.
        also: Further headers.
        target: What stands before the path; `*` and `authority` replace it.
        method: Another method.
        links: Whether it is fine where a page's link leads (not below /api/).
    """

    name: str
    where: Where = "all"
    header: str = ""
    values: tuple[str | bytes, ...] = ()
    also: tuple[tuple[str, str], ...] = ()
    target: str = ""
    method: str = ""
    links: bool = False


def _hosts(*values: str | bytes) -> list[Case]:
    return [Case(name=f"host {value!r}", header="Host", values=(value,)) for value in values]


def _origins(where: Where, *values: str | bytes) -> list[Case]:
    return [
        Case(name=f"{where}: origin {value!r}", where=where, header="Origin", values=(value,))
        for value in values
    ]


def _kinds(*values: str) -> list[Case]:
    return [
        Case(name=f"kind {value!r}", where="bodies", header="Content-Type", values=(value,))
        for value in values
    ]


def _embed(site: str, mode: str, to: str) -> Case:
    return Case(
        name=f"{site} {mode} {to}",
        header="Sec-Fetch-Site",
        values=(site,),
        also=(("Sec-Fetch-Mode", mode), ("Sec-Fetch-Dest", to)),
    )


REFUSED: tuple[Case, ...] = (
    Case(name="no host", header="Host"),
    Case(name="host twice", header="Host", values=("localhost:{port}", "localhost:{port}")),
    Case(name="host, then evil", header="Host", values=("localhost:{port}", "evil.example")),
    Case(name="evil, then host", header="Host", values=("evil.example", "localhost:{port}")),
    *_hosts(
        "",
        "evil.example",
        "evil.example:{port}",
        "localhost",
        "127.0.0.1",
        "[::1]",
        "localhost:",
        "localhost:80",
        "localhost:443",
        "localhost:{other}",
        "localhost:0{port}",
        "localhost:+{port}",
        "localhost:-{port}",
        "localhost:{port}0",
        "localhost:{port}.0",
        "localhost:{port}/",
        "localhost:{port}#",
        "localhost:{port}?",
        "localhost:{port}@evil.example",
        "localhost:{port},evil.example",
        "localhost:{port} evil.example",
        "localhost :{port}",
        "localhost: {port}",
        "localhost\t:{port}",
        "localhost.:{port}",
        ".localhost:{port}",
        "127.0.0.1.:{port}",
        "127.1:{port}",
        "127.0.0.2:{port}",
        "127.000.000.001:{port}",
        "2130706433:{port}",
        "0x7f000001:{port}",
        "0177.0.0.1:{port}",
        "0:{port}",
        "0.0.0.0:{port}",
        "[::]:{port}",
        "::1:{port}",
        "[::1:{port}",
        "[0:0:0:0:0:0:0:1]:{port}",
        "[::ffff:127.0.0.1]:{port}",
        "[::1%25lo]:{port}",
        "user@localhost:{port}",
        "user:word@localhost:{port}",
        "http://localhost:{port}",
        "//localhost:{port}",
        "evil.localhost:{port}",
        "localhost.evil.example:{port}",
        "localhost%2eevil:{port}",
        "localhost%00:{port}",
        "*:{port}",
        "null",
        "ⓛocalhost:{port}".encode(),
        "localhost:３０００".encode(),
        b"localhost\x00:{port}",
        b"localhost:{port}\x0bx",
        b"\xa0localhost:{port}",
    ),
    Case(
        name="the right host in a header for proxies",
        header="Host",
        values=("evil.example",),
        also=(
            ("X-Forwarded-Host", "localhost:{port}"),
            ("Forwarded", "host=localhost:{port}"),
            ("X-Original-Host", "localhost:{port}"),
        ),
    ),
    Case(name="a target with another host", target="http://evil.example"),
    Case(name="a target with our host", target="http://localhost:{port}"),
    Case(name="a target without a slash", target="x"),
    Case(name="the target *", target="*"),
    Case(name="the target of a tunnel", target="authority"),
    *(
        Case(name=f"method {name}", method=name)
        for name in ("OPTIONS", "TRACE", "CONNECT", "PROPFIND", "QUERY", "get", "post", "X")
    ),
    Case(
        name="a preflight",
        method="OPTIONS",
        header="Origin",
        values=("https://evil.example",),
        also=(("Access-Control-Request-Method", "POST"),),
    ),
    *_origins(
        "all",
        "",
        "null",
        "https://evil.example",
        "http://localhost",
        "http://localhost:{other}",
        "http://localhost:{port}/",
        "http://localhost:{port}.evil.example",
        "http://evil.example:{port}",
        "http://localhost.:{port}",
        "http://user@localhost:{port}",
        "localhost:{port}",
        "ws://localhost:{port}",
        "file://",
        "chrome-extension://abcdefghijklmnop",
        "http://localhost:{port}, http://localhost:{port}",
        "http://localhost:{port} http://evil.example",
        "http://127.1:{port}",
    ),
    Case(
        name="origin twice",
        header="Origin",
        values=("http://localhost:{port}", "http://localhost:{port}"),
    ),
    Case(name="no origin", where="changes", header="Origin"),
    *(
        _embed(site, mode, to)
        for site in ("cross-site", "same-site")
        for mode, to in (
            ("cors", "empty"),
            ("no-cors", "empty"),
            ("no-cors", "image"),
            ("no-cors", "script"),
            ("no-cors", "style"),
            ("no-cors", "audio"),
            ("no-cors", "object"),
            ("navigate", "iframe"),
            ("navigate", "embed"),
            ("websocket", "empty"),
        )
    ),
    Case(name="cross-site, no more", header="Sec-Fetch-Site", values=("cross-site",)),
    Case(name="an unknown site", header="Sec-Fetch-Site", values=("friendly",)),
    Case(name="an empty site", header="Sec-Fetch-Site", values=("",)),
    Case(name="two sites", header="Sec-Fetch-Site", values=("same-origin", "cross-site")),
    Case(
        name="another site's form",
        where="changes",
        header="Sec-Fetch-Site",
        values=("cross-site",),
        also=(("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")),
    ),
    Case(
        name="another site's link",
        where="reads",
        header="Sec-Fetch-Site",
        values=("cross-site",),
        also=(("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")),
        links=True,
    ),
    Case(name="a read with a body", where="reads", also=(("Content-Length", "2"),)),
    Case(name="no csrf", where="changes", header="X-CSRF-Token"),
    *(
        Case(name=f"csrf {value!r}", where="changes", header="X-CSRF-Token", values=(value,))
        for value in ("", "x", "csrf-canary", "CSRF-CANARY-5B1E0D6C", "csrf-canary-5b1e0d6c0")
    ),
    Case(
        name="csrf twice",
        where="changes",
        header="X-CSRF-Token",
        values=("csrf-canary-5b1e0d6c", "csrf-canary-5b1e0d6c"),
    ),
    Case(name="no kind", where="bodies", header="Content-Type"),
    *_kinds(
        "text/plain",
        "text/plain; application/json",
        "multipart/form-data; boundary=x",
        "application/octet-stream",
        "application/jsonp",
        "application/json, text/plain",
        "text/json",
    ),
    Case(
        name="two kinds",
        where="bodies",
        header="Content-Type",
        values=("application/json", "text/plain"),
    ),
    Case(name="two lengths", where="bodies", also=(("Content-Length", "1"),)),
    Case(name="length and chunks", where="bodies", also=(("Transfer-Encoding", "chunked"),)),
)

FINE: tuple[Case, ...] = (
    Case(name="a page of ours"),
    Case(name="by address", header="Host", values=("127.0.0.1:{port}",)),
    Case(name="by IPv6 address", header="Host", values=("[::1]:{port}",)),
    Case(name="in upper case", header="Host", values=("LocalHost:{port}",)),
    Case(name="no site said", header="Sec-Fetch-Site"),
    Case(name="typed by a person", header="Sec-Fetch-Site", values=("none",)),
    Case(name="origin by address", header="Origin", values=("http://127.0.0.1:{port}",)),
    Case(name="origin by IPv6", header="Origin", values=("http://[::1]:{port}",)),
    Case(
        name="headers for proxies are not read",
        also=(("X-Forwarded-Host", "evil.example"), ("X-Forwarded-For", "203.0.113.9")),
    ),
    Case(
        name="JSON with its charset",
        where="bodies",
        header="Content-Type",
        values=("application/json; charset=utf-8",),
    ),
    Case(
        name="a form",
        where="bodies",
        header="Content-Type",
        values=("application/x-www-form-urlencoded",),
    ),
)


def applies(case: Case, method: str, path: str) -> bool:
    """Say whether a case is about a route."""
    reads = method in {"GET", "HEAD"}
    if case.links and not path.startswith("/api/"):
        return False
    if path in {"/login", "/logout"} and case.header == "X-CSRF-Token":
        return False  # plain forms, checked by their Origin
    return {"all": True, "reads": reads, "changes": not reads, "bodies": not reads}[case.where]


def request_of(case: Case, method: str, path: str, port: int, *, csrf: str) -> bytes:
    """Return the bytes of a case's request to a route."""

    def filled(value: str | bytes) -> bytes:
        raw = value.encode() if isinstance(value, str) else value
        return raw.replace(b"{port}", str(port).encode()).replace(b"{other}", b"9")

    reads = method in {"GET", "HEAD"}
    kind = "application/x-www-form-urlencoded" if path.startswith("/log") else "application/json"
    headers: list[tuple[str, bytes]] = [
        ("Host", b"localhost:%d" % port),
        ("Sec-Fetch-Site", b"same-origin"),
    ]
    if not reads:
        headers += [
            ("Origin", b"http://localhost:%d" % port),
            ("X-CSRF-Token", csrf.encode()),
            ("Content-Type", kind.encode()),
            ("Content-Length", b"2"),
        ]
    if case.header:
        headers = [header for header in headers if header[0] != case.header]
        headers += [(case.header, filled(value)) for value in case.values]
    headers += [(name, filled(value)) for name, value in case.also]
    before = filled(case.target).decode()
    target = {"*": "*", "authority": f"evil.example:{port}"}.get(before, before + path)
    head = f"{case.method or method} {target} HTTP/1.1\r\n".encode()
    lines = b"".join(name.encode() + b": " + value + b"\r\n" for name, value in headers)
    chunked = any(name == "Transfer-Encoding" for name, _ in headers)
    body = b"2\r\n{}\r\n0\r\n\r\n" if chunked else b"{}"
    return head + lines + b"\r\n" + (b"" if reads else body)
