"""Connector YAML to a `Connector`, with everything that is wrong told at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, cast
from urllib.parse import unquote_plus

from operatoros.catalog.connector_vocabulary import CONNECTOR
from operatoros.catalog.declared import (
    Api,
    Auth,
    AuthKind,
    Connector,
    CredentialField,
    Fetch,
    McpServer,
    Module,
    Paging,
    PagingKind,
    Param,
    Rate,
    Retry,
)
from operatoros.catalog.forms import Path, Reading, dotted, read_form
from operatoros.catalog.problems import CatalogInvalid, Problem, shown
from operatoros.catalog.shapes import make_params, make_shape
from operatoros.catalog.spots import check_inside, check_templates, check_url, names_in
from operatoros.catalog.templates import Known, find, known_params
from operatoros.catalog.yamldoc import read_yaml
from operatoros.config import SETTINGS
from operatoros.values.jsonable import Json

# Their variables are ours: a connector of this name would read our own keys.
RESERVED = ("operator", "operatoros", "anthropic")
OUR_VARIABLES = frozenset(setting.env for setting in SETTINGS)
_READING_METHODS = ("GET", "POST")
_NPX = re.compile(r"npx:(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*(@[A-Za-z0-9.^~_+-]+)?")
_UVX = re.compile(
    r"uvx:[A-Za-z0-9][A-Za-z0-9._-]*(\[[A-Za-z0-9,._-]+\])?((==|@)[A-Za-z0-9.!_+-]+)?"
)
_PATH_NAME = re.compile(r"\{([^{}]*)\}")
_OLD_MODULE = re.compile(r"packages/connectors/(?:src|dist)/([a-z0-9_-]+)(?:/|\.)")


def parse_connector(data: bytes | str, *, file: str, shipped: bool = False) -> Connector:
    """Read a connector file.

    Args:
        data: Its bytes.
        file: Its name for messages.
        shipped: Whether it came with the package.

    Raises:
        CatalogInvalid: with every problem of the file.
    """
    connector, problems = read_connector(data, file=file, shipped=shipped)
    if connector is None:
        raise CatalogInvalid(file, problems)
    return connector


def read_connector(
    data: bytes | str, *, file: str, shipped: bool = False
) -> tuple[Connector | None, tuple[Problem, ...]]:
    """Read a connector file without raising; warnings may come with a connector.

    Returns:
        The connector, or None if there are errors; and all problems.
    """
    tree, reading = read_form(
        CONNECTOR,
        read_yaml(data, file=file),
        own="fetches",
        foreign="sources",
        hint="this looks like an operator; operators live in `config/operators/`",
    )
    connector = _build(tree, reading, shipped=shipped) if tree else None
    problems = reading.told()
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    return connector, problems


def variable_name(connector: str, field: str) -> str:
    """Return the variable of a credential: `my-service`, `apiKey` -> `MY_SERVICE_API_KEY`."""
    split = re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", field)
    split = re.sub(r"([A-Z]+)([A-Z][a-z])", r"\1_\2", split)
    return re.sub(r"[^A-Za-z0-9]+", "_", f"{connector}_{split}").upper()


def module_instead(connector: Connector) -> str:
    """Return the name of the module that an old TypeScript command stood for, or nothing."""
    server = connector.mcp
    words = (server.command, *server.args) if server else ()
    for word in words:
        match = _OLD_MODULE.search(word)
        if match:
            return "files" if match[1] == "filesystem" else match[1]
    return ""


def _build(tree: Mapping[str, Any], reading: Reading, *, shipped: bool) -> Connector:
    identity = tree.get("id", "")
    if any(identity == word or identity.startswith(f"{word}-") for word in RESERVED):
        message = f"the id {identity!r} is reserved: its variables would be OperatorOS's own"
        hint = f"choose another id, such as 'my-{identity}'"
        reading.report("ERR_CATALOG_ID_RESERVED", reading.place("id"), message, hint)
    block = tree.get("mcp", {}) if tree.get("type") == "mcp" else tree.get("api", {})
    fetches = tree.get("fetches", {})
    credentials = _credentials(identity, tree, reading)
    known = Known(credentials=[field.name for field in credentials])
    connector = Connector(
        id=identity,
        name=tree.get("name", identity),
        kind="table",
        description=tree.get("description", ""),
        icon=tree.get("icon", ""),
        credentials=credentials,
        shipped=shipped,
        place=reading.key_place("id"),
    )
    match tree.get("type"):
        case "api":
            connector = replace(connector, kind="api", api=_api(block, known, reading))
        case "mcp" if "module" in block:
            connector = replace(connector, kind="module", module=_module(block, known, reading))
        case "mcp":
            connector = replace(connector, kind="mcp", mcp=_server(block, known, reading))
    default_paging = _paging(block.get("pagination"))
    made = {
        name: _fetch(name, spec, known, default_paging, reading) for name, spec in fetches.items()
    }
    _check_tools(connector, made, reading)
    _check_unused(tree, connector, reading)
    return replace(connector, fetches=made)


# ---- credentials -------------------------------------------------------------------------------


def _credentials(
    identity: str, tree: Mapping[str, Any], reading: Reading
) -> tuple[CredentialField, ...]:
    declared: Mapping[str, Any] = tree.get("auth", {}).get("fields", {})
    fields = []
    for name, spec in declared.items():
        default = spec.get("default")
        secret = spec.get("type", "password" if default is None else "text") == "password"
        if secret and default is not None:
            path: Path = ("auth", "fields", name, "default")
            message = f"{dotted(path)}: a password has no default"
            hint = "remove the default, or write `type: text` if it is no secret"
            reading.report("ERR_CATALOG_VALUE", reading.place(*path), message, hint)
        fields.append(
            CredentialField(
                name=name,
                env=variable_name(identity, name),
                label=spec.get("label", ""),
                secret=secret,
                required=spec.get("required", default is None),
                default=default,
                description=spec.get("description", ""),
            )
        )
    used = _used_credentials(tree)
    fields.extend(
        CredentialField(name=name, env=variable_name(identity, name))
        for name in used
        if name not in declared and re.fullmatch("[A-Za-z][A-Za-z0-9_]*", name)
    )
    _check_variables(fields, reading)
    return tuple(fields)


def _used_credentials(tree: Mapping[str, Any]) -> list[str]:
    """Return the names that templates anywhere in the connector use."""
    return names_in([tree.get(key, {}) for key in ("api", "mcp", "fetches")], "credentials")


def _check_variables(fields: Iterable[CredentialField], reading: Reading) -> None:
    seen: dict[str, str] = {}
    for field in fields:
        other = seen.setdefault(field.env, field.name)
        if other != field.name:
            place = reading.key_place("auth", "fields", field.name)
            message = f"{field.name!r} and {other!r} would both be read from {field.env}"
            reading.report("ERR_CREDENTIAL_NAME_TWICE", place, message, "rename one of them")
        if field.env in OUR_VARIABLES:
            place = reading.key_place("auth", "fields", field.name)
            message = f"{field.name!r} would be read from {field.env}, which is OperatorOS's own"
            hint = "choose another id for the connector, or another name for the field"
            reading.report("ERR_VARIABLE_RESERVED", place, message, hint)


def _check_unused(tree: Mapping[str, Any], connector: Connector, reading: Reading) -> None:
    """Warn of declared fields that no template uses; modules read theirs directly."""
    if connector.kind in {"module", "table"}:
        return
    used = _used_credentials(tree)
    for name in tree.get("auth", {}).get("fields", {}):
        if name not in used:
            place = reading.key_place("auth", "fields", name)
            message = f"the credential {name!r} is declared and nothing uses it"
            hint = f"write {{{{credentials.{name}}}}} where it belongs, or remove the field"
            reading.warn("ERR_CREDENTIAL_UNUSED", place, message, hint)


# ---- the other side ----------------------------------------------------------------------------


def _api(block: Mapping[str, Any], known: Known, reading: Reading) -> Api:
    base_url = block.get("baseUrl", "")
    if base_url:
        check_url(base_url, ("api", "baseUrl"), known, reading)
    for key in ("headers", "auth"):
        check_templates(block.get(key, {}), ("api", key), known, reading)
    retry, rate = block.get("retry", {}), block.get("rate", {})
    waits, answer = block.get("timeouts", {}), block.get("response", {})
    if "statuses" in retry:
        retry = {**retry, "statuses": tuple(retry["statuses"])}
    limits = {
        name: waits[key]
        for key, name in (
            ("connect_s", "connect_timeout_s"),
            ("idle_s", "idle_timeout_s"),
            ("total_s", "timeout_s"),
        )
        if key in waits
    }
    return Api(
        base_url=base_url.rstrip("/"),
        auth=_auth(block.get("auth", {})),
        headers=block.get("headers", {}),
        retry=Retry(**retry),
        rate=Rate(**rate),
        **limits,
        **answer,
    )


def _auth(block: Mapping[str, Any]) -> Auth:
    kind = cast("AuthKind", block.get("type", "none"))
    header, prefix = ("X-Api-Key", "") if kind == "api-key" else ("Authorization", "Bearer")
    return Auth(
        kind=kind,
        token=block.get("token", ""),
        header=block.get("header", "" if block.get("query") else header),
        prefix=block.get("prefix", prefix),
        query=block.get("query", ""),
        username=block.get("username", ""),
        password=block.get("password", ""),
    )


def _module(block: Mapping[str, Any], known: Known, reading: Reading) -> Module:
    base_url, root = block.get("base_url", ""), block.get("root", "")
    if base_url:
        check_url(base_url, ("mcp", "base_url"), known, reading)
    if root:
        check_inside(root, ("mcp", "root"), reading)
    module = Module(name=block.get("module", ""), base_url=base_url, root=root)
    return replace(module, timeout_s=block.get("timeout_s", module.timeout_s))


def _server(block: Mapping[str, Any], known: Known, reading: Reading) -> McpServer:
    for key in ("env", "args", "headers"):
        check_templates(block.get(key, {}), ("mcp", key), known, reading)
    for key in ("command", "package", "cwd"):
        check_templates(block.get(key, ""), ("mcp", key), Known(date=False), reading)
    if block.get("url"):
        check_url(block["url"], ("mcp", "url"), known, reading)
    if block.get("cwd"):
        check_inside(block["cwd"], ("mcp", "cwd"), reading)
    for index, word in enumerate(block.get("args", ())):
        if names_in(word, "credentials"):
            message = f"the credential in {shown(word)} can be read by others on this machine"
            hint = "hand it over in `env:`, if the server can read it there"
            place = reading.place("mcp", "args", index)
            reading.warn("ERR_CREDENTIAL_IN_ARGS", place, message, hint)
    server = McpServer(
        command=block.get("command", ""),
        args=tuple(block.get("args", ())),
        env=block.get("env", {}),
        package=_package(block.get("package", ""), reading),
        url=block.get("url", "").rstrip("/"),
        headers=block.get("headers", {}),
        tools=tuple(block.get("tools", ())),
        cwd=block.get("cwd", ""),
    )
    return replace(server, timeout_s=block.get("timeout_s", server.timeout_s))


def _package(package: str, reading: Reading) -> str:
    if not package:
        return ""
    full = package if package.startswith(("npx:", "uvx:")) else f"npx:{package}"
    if not (_NPX.fullmatch(full) or _UVX.fullmatch(full)):
        message = f"`mcp.package` is {shown(package)}"
        hint = "write npx:NAME@VERSION or uvx:NAME==VERSION; arguments go into `args:`"
        reading.report("ERR_CONNECTOR_PACKAGE", reading.place("mcp", "package"), message, hint)
    return full


def _check_tools(connector: Connector, fetches: Mapping[str, Fetch], reading: Reading) -> None:
    allowed = connector.mcp.tools if connector.mcp else ()
    for name, fetch in fetches.items():
        if allowed and fetch.tool and fetch.tool not in allowed:
            path: Path = ("fetches", name, "tool")
            message = f"{dotted(path)} is {fetch.tool!r}, which `mcp.tools` does not allow"
            hint = f"add it to `mcp.tools`, or use one of: {', '.join(allowed)}"
            reading.report("ERR_CATALOG_VALUE", reading.place(*path), message, hint)


# ---- fetches -----------------------------------------------------------------------------------


def _fetch(
    name: str, spec: Mapping[str, Any], known: Known, paging: Paging | None, reading: Reading
) -> Fetch:
    path: Path = ("fetches", name)
    params = make_params(spec.get("params", {}), (*path, "params"), reading)
    fetch = Fetch(
        name=name,
        description=spec.get("description", ""),
        params=params,
        shape=make_shape(spec.get("record")),
        tool=spec.get("tool", ""),
        args=spec.get("args", {}),
        headers=spec.get("headers", {}),
        body=spec.get("body"),
        data_selector=spec.get("data_selector", ""),
        paging=_paging(spec["pagination"]) if "pagination" in spec else paging,
        file=spec.get("file", ""),
        place=reading.key_place(*path),
    )
    if fetch.file:
        check_inside(fetch.file, (*path, "file"), reading)
    if "endpoint" in spec:
        fetch = _endpoint(fetch, spec, known, reading)
    inner = known_params(fetch.params, known)
    for key in ("args", "headers", "body", "query"):
        check_templates(spec.get(key), (*path, key), inner, reading)
    return fetch


def _endpoint(fetch: Fetch, spec: Mapping[str, Any], known: Known, reading: Reading) -> Fetch:
    """Read `METHOD /path/{name}?fixed=value`."""
    path: Path = ("fetches", fetch.name, "endpoint")
    written = spec["endpoint"].strip()
    place = reading.place(*path)
    first, _, rest = written.partition(" ")
    method, target = (
        (first.upper(), rest.strip()) if not first.startswith("/") else ("GET", written)
    )
    if method not in _READING_METHODS:
        if re.fullmatch("PUT|PATCH|DELETE", method):
            message = f"{dotted(path)} is {shown(written)}: {method} writes, and a fetch only reads"
            reading.report("ERR_FETCH_WRITES", place, message, "use GET, or POST for a search")
        else:
            message = f"{dotted(path)} is {shown(written)}"
            reading.report("ERR_API_ENDPOINT", place, message, "write GET /path or POST /path")
        return fetch
    bare, _, query = target.partition("?")
    bare = re.sub(r"\{\{\s*params\.([A-Za-z0-9_.-]+)\s*\}\}", r"{\1}", bare)
    plain = bare
    for template in find(bare):
        plain = plain.replace(template.fragment, "x")
    names = _PATH_NAME.findall(plain)
    segments = plain.split("/")
    if (
        not plain.startswith("/")
        or plain.startswith("//")
        or re.search(r"[\s#\\]", plain)
        or {".", ".."} & set(segments)
        or "{" in _PATH_NAME.sub("", plain)
        or not all(re.fullmatch(r"[^\s{}]+", name) for name in names)
    ):
        message = f"{dotted(path)} is {shown(written)}"
        hint = "write a method and a path beneath the base URL, such as GET /issues/{id}"
        reading.report("ERR_API_ENDPOINT", place, message, hint)
        return fetch
    params = _path_params(fetch.params, names)
    check_templates(written, path, known_params(params, known), reading)
    _check_request(fetch, method, names, spec, reading)
    left = query
    for template in find(query):
        left = left.replace(template.fragment, "")
    if re.search(r"[\s{}#]", left):
        message = f"{dotted(path)} is {shown(written)}"
        hint = "write {{params.name}} behind the `?`, or use `query:`"
        reading.report("ERR_API_ENDPOINT", place, message, hint)
    fixed = {**_split_query(query), **spec.get("query", {})}
    return replace(fetch, method=method, path=bare, query=fixed, params=params)


def _path_params(params: tuple[Param, ...], names: list[str]) -> tuple[Param, ...]:
    """Mark the parameters that stand in the path; those that are not declared are added."""
    declared = {param.name for param in params}
    added = tuple(Param(name=name) for name in dict.fromkeys(names) if name not in declared)
    return tuple(
        replace(param, place="path", required=param.default is None)
        if param.name in names
        else param
        for param in (*params, *added)
    )


def _check_request(
    fetch: Fetch, method: str, names: list[str], spec: Mapping[str, Any], reading: Reading
) -> None:
    """Report parts of a request that its method or path cannot carry."""
    path: Path = ("fetches", fetch.name)
    wrong: list[tuple[Path, str, str]] = []
    for param in fetch.params:
        where: Path = (*path, "params", param.name, "in")
        if param.place == "path" and param.name not in names:
            hint = f"write {{{param.name}}} into the endpoint"
            wrong.append((where, "says path, but the endpoint has no such place", hint))
        elif param.place == "body" and method == "GET":
            wrong.append((where, "says body, but a GET has none", "use POST, or `in: query`"))
        elif param.name in names and param.place not in {"", "path"}:
            wrong.append((where, "says otherwise than the endpoint", "write `in: path`"))
    if method == "GET" and fetch.body is not None:
        wrong.append(((*path, "body"), "cannot be sent with GET", "use POST, or `query:`"))
    if method == "GET" and spec.get("pagination", {}).get("in") == "body":
        wrong.append(((*path, "pagination", "in"), "says body, but a GET has none", "use POST"))
    for where, says, hint in wrong:
        reading.report("ERR_API_ENDPOINT", reading.place(*where), f"{dotted(where)} {says}", hint)


def _split_query(query: str) -> dict[str, Json]:
    fixed: dict[str, Json] = {}
    for part in query.split("&") if query else ():
        name, _, value = part.partition("=")
        name, value = unquote_plus(name), value if find(value) else unquote_plus(value)
        earlier = fixed.get(name)
        if isinstance(earlier, list):
            earlier.append(value)
        else:
            fixed[name] = value if earlier is None else [earlier, value]
    return fixed


def _paging(block: Mapping[str, Any] | None) -> Paging | None:
    kind = (block or {}).get("type", "none")
    if block is None or kind == "none":
        return None
    default_param = {"cursor": "cursor", "page": "page", "offset": "offset", "link": ""}[kind]
    size = block.get("size", 0)
    return Paging(
        kind=cast("PagingKind", kind),
        cursor_path=block.get("cursor_path", ""),
        has_more_path=block.get("has_more_path", ""),
        param=block.get("param", default_param),
        place=block.get("in", "query"),
        size_param=block.get("size_param", "limit" if size and kind != "link" else ""),
        size=size,
        first=block.get("first", 0 if kind == "offset" else 1),
        total_path=block.get("total_path", ""),
        max_pages=block.get("max_pages", 100),
    )
