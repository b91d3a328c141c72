"""What may be written in connectors: a table, read as sentences."""

from __future__ import annotations

from operatoros.catalog.containers import ByKey, ByKind, ByValue, Fields, ListOf, MapOf
from operatoros.catalog.forms import Anything, Flag, Form, Number, Text
from operatoros.catalog.words import (
    ANY_NAMED,
    ENV,
    FETCH_PARAM,
    HEADERS,
    NAME,
    NAME_SAYS,
    NOT_HEADERS,
    PARAM,
    PATH,
    PATHS,
    SECONDS,
    params,
)

_SHAPE = Fields(
    about="What the records are, field by field.",
    keys={
        "noun": Text(about="What records are called, in the plural."),
        "key": PATH,
        "title": PATH,
        "url": PATH,
        "money": ListOf(
            item=ByKind(
                mapping=Fields(
                    about="An amount and its currency.",
                    keys={"amount": PATH, "currency": PATH},
                    required=("amount",),
                ),
                other=PATH,
            ),
            alone=True,
        ),
        "counts": PATHS,
        "dates": PATHS,
        "due": PATH,
        "window": PATH,
        "people": PATHS,
        "noise": PATHS,
        "fields": PATHS,
    },
)
_CREDENTIALS = Fields(
    about="What a person must provide.",
    keys={
        "type": Text(choices=("token", "basic", "api-key", "none")),
        "fields": MapOf(
            about="Credential fields by name; apiKey of my-x is read from MY_X_API_KEY.",
            value=Fields(
                about="One credential.",
                keys={
                    "label": Text(about="What people call it."),
                    "type": Text(about="Whether it is hidden.", choices=("password", "text")),
                    "required": Flag(about="Whether a source fails without it."),
                    "default": Text(about="Value if none is set.", numbers=True),
                    "description": Text(about="Where to get it."),
                },
            ),
            key="[A-Za-z][A-Za-z0-9_]{0,63}",
            says="letters, digits and _ (a letter first)",
        ),
    },
)
_AUTH_HEADER = Text(
    about="Header that carries it.",
    pattern=rf"(?!(?:{NOT_HEADERS})$)[A-Za-z0-9-]{{1,100}}",
    says="a header name",
)
_PREFIX = Text(about="Text before it.", blank=True, pattern=r"[\x20-\x7e]*", says="plain ASCII")


def _auth(kind: str, keys: dict[str, Form], required: tuple[str, ...] = ()) -> Fields:
    return Fields(
        about="How a request proves who asks.",
        keys={"type": Text(choices=(kind,)), **keys},
        required=("type", *required),
        synonyms={"key": "token"} if kind == "api-key" else {},
    )


_API_AUTH = ByValue(
    key="type",
    cases={
        "token": _auth(
            "token",
            {"token": Text(about="The token."), "header": _AUTH_HEADER, "prefix": _PREFIX},
            ("token",),
        ),
        "basic": _auth("basic", {"username": Text(), "password": Text(blank=True)}, ("username",)),
        "api-key": _auth(
            "api-key",
            {
                "token": Text(about="The key."),
                "header": _AUTH_HEADER,
                "prefix": _PREFIX,
                "query": Text(about="Query parameter that carries it instead of a header."),
            },
            ("token",),
        ),
        "none": _auth("none", {}),
    },
)


def _paging(kind: str, keys: dict[str, Form], required: tuple[str, ...] = ()) -> Fields:
    return Fields(
        about="How to get the next page.",
        keys={
            "type": Text(choices=(kind,)),
            "size_param": Text(about="Parameter that carries the page size."),
            "size": Number(about="Page size asked for.", integer=True, low=1, high=100_000),
            "max_pages": Number(about="Most pages.", integer=True, low=1, high=100_000),
            "total_path": PATH,
            "in": Text(about="Where the parameters go.", choices=("query", "body")),
            **keys,
        },
        required=("type", *required),
    )


_PAGE_PARAM = Text(about="Parameter that carries it.")
_PAGINATION = ByValue(
    key="type",
    cases={
        "cursor": _paging(
            "cursor",
            {"cursor_path": PATH, "has_more_path": PATH, "param": _PAGE_PARAM},
            ("cursor_path",),
        ),
        "page": _paging(
            "page",
            {
                "param": _PAGE_PARAM,
                "has_more_path": PATH,
                "first": Number(about="First page.", integer=True, high=1_000),
            },
        ),
        "offset": _paging(
            "offset",
            {
                "param": _PAGE_PARAM,
                "has_more_path": PATH,
                "first": Number(about="First offset.", integer=True, high=1_000),
            },
            ("size",),
        ),
        "link": _paging("link", {}),
        "none": Fields(keys={"type": Text(choices=("none",))}, required=("type",)),
    },
)
_API = Fields(
    about="A REST service.",
    keys={
        "baseUrl": Text(about="Origin and path prefix of every request."),
        "auth": _API_AUTH,
        "headers": HEADERS,
        "pagination": _PAGINATION,
        "retry": Fields(
            about="What is tried again.",
            keys={
                "attempts": Number(about="Tries in all.", integer=True, low=1, high=10),
                "statuses": ListOf(item=Number(integer=True, low=400, high=599)),
                "max_wait_s": Number(about="Longest single wait.", high=3600),
            },
        ),
        "rate": Fields(
            about="How fast it may be asked.",
            keys={
                "per_second": Number(high=10_000),
                "per_minute": Number(high=1_000_000),
                "remaining_header": _AUTH_HEADER,
                "reset_header": _AUTH_HEADER,
            },
        ),
        "timeouts": Fields(
            about="Deadlines.",
            keys={"connect_s": SECONDS, "idle_s": SECONDS, "total_s": SECONDS},
        ),
        "response": Fields(
            about="Limits of answers.",
            keys={
                "max_bytes": Number(
                    about="Most bytes of one answer.", integer=True, low=1, high=1_000_000_000
                )
            },
        ),
    },
    required=("baseUrl",),
    synonyms={"base_url": "baseUrl"},
    elsewhere={"fetches": "`fetches:` belongs beside `api:`, not below it"},
)
_FETCH_COMMON: dict[str, Form] = {
    "description": Text(about="One sentence for people."),
    "params": params(FETCH_PARAM),
    "record": _SHAPE,
    "data_selector": Text(
        about="Dotted path of the list in the answer.", pattern=r"\S+", says="a path"
    ),
}
_API_FETCH = Fields(
    about="One named read-only question.",
    keys={
        "endpoint": Text(about="GET /path beneath the base URL; {name} is a path parameter."),
        **_FETCH_COMMON,
        "query": ANY_NAMED,
        "headers": HEADERS,
        "body": Anything(about="JSON body of a POST; may hold templates."),
        "pagination": _PAGINATION,
    },
    required=("endpoint",),
    elsewhere={"tool": "`tool:` belongs to connectors of `type: mcp`; write `endpoint:` here"},
)
_TOOL_PARAM = Fields(about="A parameter of this fetch.", keys=PARAM.keys)
_MCP_FETCH = Fields(
    about="One named read-only question.",
    keys={
        "tool": Text(about="Tool of the server."),
        **_FETCH_COMMON,
        "params": params(_TOOL_PARAM),
        "args": MapOf(value=Anything(), about="Fixed arguments of the tool."),
    },
    required=("tool",),
    elsewhere={"endpoint": "`endpoint:` belongs to connectors of `type: api`; write `tool:` here"},
)
_TABLE_FETCH = Fields(
    about="One file that holds records.",
    keys={
        "file": Text(about="CSV, JSON or JSON Lines file, relative to the project."),
        "description": Text(about="One sentence for people."),
        "record": _SHAPE,
        "data_selector": _FETCH_COMMON["data_selector"],
    },
    required=("file",),
)
_MCP_TIMEOUT: dict[str, Form] = {"timeout_s": SECONDS}
_ONE_SERVER = "a server is given by exactly one of command, package, url and module"
_ARGS = ListOf(item=Text(numbers=True, blank=True), about="Arguments; may hold templates.")
_CHILD: dict[str, Form] = {
    "command": Text(about="Program, run without a shell."),
    "package": Text(about="npx:NAME@VERSION or uvx:NAME==VERSION; a bare name is an npm package."),
    "args": _ARGS,
    "env": ENV,
    "cwd": Text(about="Working folder, relative to the project."),
    "tools": ListOf(item=Text(), about="Tools that fetches may call.", least=1),
    **_MCP_TIMEOUT,
}
_NO_ENV = {"env": "a shipped module gets its credentials directly; remove `env:`"}
_MCP = ByKey(
    key="module",
    present=Fields(
        about="A module of OperatorOS, called directly.",
        keys={
            "module": Text(pattern="[a-z][a-z0-9_]*", says="a module's name in small letters"),
            "root": Text(about="The one folder it may read, relative to the project."),
            "base_url": Text(about="Replaces the vendor's own address."),
            **_MCP_TIMEOUT,
        },
        required=("module",),
        elsewhere=_NO_ENV | dict.fromkeys(("command", "package", "url", "args"), _ONE_SERVER),
    ),
    absent=ByKey(
        key="url",
        present=Fields(
            about="An MCP server that is reached by HTTP.",
            keys={
                "url": Text(about="Streamable HTTP endpoint."),
                "headers": HEADERS,
                "tools": _CHILD["tools"],
                **_MCP_TIMEOUT,
            },
            required=("url",),
            elsewhere=dict.fromkeys(("command", "package", "args", "env", "cwd"), _ONE_SERVER),
        ),
        absent=Fields(
            about="An MCP server that is started.",
            keys=_CHILD,
            one_of=(("command", "package"),),
            elsewhere={"headers": "`headers:` belongs to a server with `url:`"},
        ),
    ),
)


def _connector(kind: str, block: dict[str, Form], fetch: Form) -> Fields:
    return Fields(
        about="A connector: something that can be asked.",
        keys={
            "id": Text(
                about="Its id; gives the prefix of its variables.",
                pattern="[a-z0-9][a-z0-9-]{0,63}",
                says="small letters, digits and - (at most 64)",
                code="ERR_CATALOG_NAME",
            ),
            "name": Text(about="What people call it."),
            "type": Text(choices=(kind,)),
            "description": Text(about="One sentence for people."),
            "icon": Text(about="Name of an icon."),
            **block,
            "fetches": MapOf(
                value=fetch,
                about="Its read-only questions by name.",
                least=1,
                key=NAME,
                says=NAME_SAYS,
            ),
            "auth": _CREDENTIALS,
        },
        required=("id", "name", "type", *block, "fetches"),
        elsewhere={
            "baseUrl": "`baseUrl:` belongs below `api:`",
            "headers": "`headers:` belongs below `api:`",
            "command": "`command:` belongs below `mcp:`",
            "fields": "`fields:` belongs below `auth:`",
            **{
                other: f"`{other}:` belongs to `type: {other}`; this is `type: {kind}`"
                for other in ("api", "mcp")
                if other != kind
            },
        },
    )


CONNECTOR = ByValue(
    key="type",
    cases={
        "api": _connector("api", {"api": _API}, _API_FETCH),
        "mcp": _connector("mcp", {"mcp": _MCP}, _MCP_FETCH),
        "table": _connector("table", {}, _TABLE_FETCH),
    },
    about="A connector: something that can be asked.",
)
