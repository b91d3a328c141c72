"""REST services declared in YAML alone: a fetch becomes requests, answers become records.

Values from parameters and credentials reach path, query, headers and body, each encoded for its
place; never scheme or host. Headers and parameters that hold credentials travel as secrets.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast
from urllib.parse import parse_qsl, urljoin, urlsplit

from operatoros.catalog.declared import Api, Fetch, Paging, Param, Rate
from operatoros.catalog.templates import (
    Scope,
    find,
    resolve,
    resolve_base_url,
    resolve_path,
    resolve_text,
    written,
)
from operatoros.connectors.asking import Answer, Context, Question, scope_of
from operatoros.connectors.paging import Page, walk
from operatoros.connectors.rest_pages import Position, following, more_is_there
from operatoros.connectors.selecting import NothingThere, select
from operatoros.connectors.shapes import guess
from operatoros.connectors.wire import AnswerUnexpected, Wire
from operatoros.errors import InvalidInput, Unavailable
from operatoros.net.address import Origin, plain_host, split_url
from operatoros.net.exchange import Method, Pace, Reply, Request, Terms
from operatoros.net.statuses import said
from operatoros.secrets import SHOWN, Secret
from operatoros.values.jsonable import Json

_PATH_NAME = re.compile(r"(?<!\{)\{([^{}]+)\}(?!\})")


class AnswerIsError(Unavailable):
    """An answer with a good status says in its body that it failed. Raised by: rest."""

    code = "ERR_ANSWER_IS_ERROR"

    def __init__(self, *, where: str, said: str) -> None:
        super().__init__(
            f"{where} answered with errors instead of data" + (f": {said}" if said else ""),
            hint="check the fetch's parameters and body",
            details={"where": where, "said": said},
        )


class BodyNotMergeable(InvalidInput):
    """A parameter belongs into a body that is no object. Raised by: rest."""

    code = "ERR_API_BODY"

    def __init__(self, *, param: str) -> None:
        super().__init__(
            f"the parameter {param!r} belongs into the body, which is no object",
            hint="write `in: query` at the parameter, or use it in the body as a template",
            details={"param": param},
        )


async def ask(question: Question, context: Context) -> Answer:
    """Ask a REST service.

    Args:
        question: A fetch of a connector of kind api.
        context: The run's client and whom to tell.

    Returns:
        Records from all pages; with `error` set if a later page failed, a limit cut, or there
        are more pages than the fetch declares how to read.

    Raises:
        OperatorosError: if nothing came.
    """
    api, fetch = question.connector.api, question.fetch
    assert api is not None, "a connector of kind api has an api part"
    scope = scope_of(question)
    base = resolve_base_url(api.base_url, scope)
    origin, _ = split_url(base)
    first = make_request(api, fetch, question.params, scope)
    wire = Wire(question, context, make_terms(api, origin, shipped=question.connector.shipped))
    key = fetch.shape.key if fetch.shape else "id"
    paging = fetch.paging

    async def read(cursor: str | int | None) -> Page:
        request = first if paging is None else _page_request(first, paging, cursor)
        reply = await wire.send(request)
        body = None if reply.status == 204 or not reply.body else reply.json()
        items = _items(reply, body, fetch.data_selector, key)
        if paging is None:
            more = more_is_there(reply, body, len(items))
            return Page(items=items, error=more)
        here = Position(cursor=cursor, items=items, url=first.url)
        return following(paging, here, reply, body)

    found = await walk(
        read,
        first=_first_cursor(paging),
        max_records=question.max_records,
        max_pages=paging.max_pages if paging else 1,
        came=wire.came,
    )
    shape = fetch.shape or guess(found.items, noun=_noun(fetch))
    return wire.answer(found.items, shape, total=found.total, error=found.error)


def make_request(api: Api, fetch: Fetch, params: Mapping[str, Json], scope: Scope) -> Request:
    """Return the first request of a fetch.

    Args:
        api: The service.
        fetch: The fetch.
        params: Values by name.
        scope: What templates may name.

    Raises:
        TemplateError: if a template has no value.
        BodyNotMergeable: if a parameter has no place in the body.
    """
    url = resolve_base_url(api.base_url, scope) + resolve_path(fetch.path, scope)
    headers, secret_headers = _headers(api, fetch, scope)
    query, secret_query = _query(fetch.query, scope)
    body = resolve(fetch.body, scope)
    for name, value in _loose(fetch, params):
        place = _place(fetch, name)
        if place == "header":
            headers[name] = _text(value)
        elif place == "query":
            query.extend((name, _text(item)) for item in _listed(value))
        elif body is None or isinstance(body, Mapping):
            body = {**(body or {}), name: value}
        else:
            raise BodyNotMergeable(param=name)
    _authorize(api, scope, secret_headers, secret_query)
    return Request(
        method=cast("Method", fetch.method),
        url=url,
        query=tuple(query),
        headers=headers,
        secret_headers=secret_headers,
        secret_query=secret_query,
        body=None if body is None else json.dumps(body).encode(),
        # A fetch only reads; the catalog refuses methods that write, so a POST is a search.
        safe=True,
        shown=_shown(api, fetch, scope),
    )


def make_terms(api: Api, origin: Origin, *, shipped: bool) -> Terms:
    """Return what a REST connector may do on the wire.

    Args:
        api: The service.
        origin: Where it is.
        shipped: Whether the connector came with the package; a person's own may also name
            private addresses, ours may not be led to any.
    """
    return Terms(
        hosts=(str(origin),),
        private=not shipped or _is_loopback(origin.host),
        connect_s=api.connect_timeout_s,
        idle_s=api.idle_timeout_s,
        max_bytes=api.max_bytes,
        attempts=api.retry.attempts,
        statuses=api.retry.statuses,
        max_wait_s=api.retry.max_wait_s,
        paces=paces(api.rate),
        remaining_header=api.rate.remaining_header,
        reset_header=api.rate.reset_header,
    )


def paces(rate: Rate) -> tuple[Pace, ...]:
    """Return the windows that a declared rate means: 0.5 a second is one in two seconds."""
    made = []
    for count, window_s in ((rate.per_second, 1.0), (rate.per_minute, 60.0)):
        if count >= 1:
            made.append(Pace(count=int(count), window_s=window_s * int(count) / count))
        elif count > 0:
            made.append(Pace(count=1, window_s=window_s / count))
    return tuple(made)


def _headers(api: Api, fetch: Fetch, scope: Scope) -> tuple[dict[str, str], dict[str, Secret]]:
    """Return the plain headers, and those whose templates name a credential."""
    plain: dict[str, str] = {}
    secret: dict[str, Secret] = {}
    for name, template in {**api.headers, **fetch.headers}.items():
        value = resolve_text(template, scope)
        if _names_credential(template):
            secret[name] = Secret(value)
        else:
            plain[name] = value
    return plain, secret


def _query(
    declared: Mapping[str, Json], scope: Scope
) -> tuple[list[tuple[str, str]], dict[str, Secret]]:
    """Return the fixed query parameters, and those whose templates name a credential."""
    plain: list[tuple[str, str]] = []
    secret: dict[str, Secret] = {}
    for name, template in declared.items():
        value = resolve(template, scope)
        if isinstance(template, str) and _names_credential(template):
            secret[name] = Secret(_text(value))
        else:
            plain.extend((name, _text(item)) for item in _listed(value))
    return plain, secret


def _authorize(
    api: Api, scope: Scope, headers: dict[str, Secret], query: dict[str, Secret]
) -> None:
    """Add what proves who asks."""
    auth = api.auth
    if auth.kind == "basic":
        user = resolve_text(auth.username, scope)
        pair = f"{user}:{resolve_text(auth.password, scope)}".encode()
        headers["Authorization"] = Secret("Basic " + base64.b64encode(pair).decode())
    elif auth.kind != "none":
        value = resolve_text(auth.token, scope)
        if auth.query:
            query[auth.query] = Secret(value)
        else:
            headers[auth.header] = Secret(f"{auth.prefix} {value}" if auth.prefix else value)


def _loose(fetch: Fetch, params: Mapping[str, Json]) -> list[tuple[str, Json]]:
    """Return the parameters that are sent by themselves: no template of the fetch uses them."""
    used = set(_PATH_NAME.findall(fetch.path))
    texts = [fetch.path, *_texts([fetch.query, dict(fetch.headers), fetch.body])]
    for text in texts:
        used |= {one.name for one in find(text) if one.root == "params"}
    placed = {param.name for param in fetch.params if param.place not in {"", "path"}}
    return [
        (name, value)
        for name, value in params.items()
        if value is not None and (name not in used or name in placed)
    ]


def _place(fetch: Fetch, name: str) -> str:
    declared: Param | None = next((one for one in fetch.params if one.name == name), None)
    if declared is not None and declared.place not in {"", "path"}:
        return declared.place
    return "query" if fetch.method in {"GET", "HEAD", "DELETE"} else "body"


def _page_request(first: Request, paging: Paging, cursor: str | int | None) -> Request:
    """Return the request for one page."""
    if paging.kind == "link" and cursor is not None:
        parts = urlsplit(urljoin(first.url, str(cursor)))
        return replace(
            first,
            url=f"{parts.scheme}://{parts.netloc}{parts.path}",
            query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
            shown="",
        )
    added: dict[str, Json] = {}
    if paging.size_param and paging.size:
        added[paging.size_param] = paging.size
    if cursor is not None and paging.kind != "link":
        added[paging.param] = cursor
    if not added:
        return first
    if paging.place == "body":
        body: Any = json.loads(first.body) if first.body else {}
        for path, value in added.items():
            _put(body, path.split("."), value)
        return replace(first, body=json.dumps(body).encode())
    kept = tuple(pair for pair in first.query if pair[0] not in added)
    return replace(first, query=(*kept, *((name, _text(value)) for name, value in added.items())))


def _put(body: dict[str, Any], path: list[str], value: Json) -> None:
    for part in path[:-1]:
        if not isinstance(body.get(part), dict):
            body[part] = {}
        body = body[part]
    body[path[-1]] = value


def _first_cursor(paging: Paging | None) -> int | None:
    return paging.first if paging and paging.kind in {"page", "offset"} else None


def _items(reply: Reply, body: Json, selector: str, key: str) -> tuple[Mapping[str, Json], ...]:
    if isinstance(body, Mapping) and body.get("data") is None:
        errors = body.get("errors")
        if isinstance(errors, list) and errors:
            raise AnswerIsError(where=reply.where, said=said(body))
    try:
        return select(body, selector, key=key)
    except NothingThere:
        if body is None:
            return ()
        raise AnswerUnexpected(where=reply.where, want=f"{selector!r}") from None


def _noun(fetch: Fetch) -> str:
    """Return what the records are called: the fetch's name without a leading verb."""
    words = [word for word in re.split(r"[_\s-]+", fetch.name) if word]
    if len(words) > 1 and words[0].lower() in {"get", "list", "fetch", "search", "find", "read"}:
        words = words[1:]
    return " ".join(words) or "records"


def _shown(api: Api, fetch: Fetch, scope: Scope) -> str:
    """Return the URL for messages if its path holds a credential."""
    if not _names_credential(fetch.path) and not _names_credential(api.base_url):
        return ""
    hidden = replace(scope, credentials={name: Secret(SHOWN) for name in scope.credentials})
    # A base URL that is one whole credential is an address, not a secret.
    whole = api.base_url.strip().startswith("{{")
    base = resolve_base_url(api.base_url, scope if whole else hidden)
    return base + resolve_path(fetch.path, hidden).replace("%5Bsecret%5D", SHOWN)


def _names_credential(text: str) -> bool:
    return any(one.root == "credentials" for one in find(text))


def _texts(value: Json) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for item in value.values() for text in _texts(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in _texts(item)]
    return []


def _listed(value: Json) -> list[Json]:
    """Return a value as the values of a repeated parameter; null is none."""
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]


def _text(value: Json) -> str:
    if isinstance(value, Mapping | list):
        return json.dumps(value)
    return written(value)


def _is_loopback(host: str) -> bool:
    return plain_host(f"[{host}]" if ":" in host else host) in {"127.0.0.1", "::1", "localhost"}
