r"""`{{...}}` templates: found, checked and filled in; nothing is evaluated.

A template is a dotted name: `credentials.apiKey`, `params.days`, `date.today`. Where the whole
text is one template, the value keeps its type; inside other text it is written out. `\{{` is a
literal `{{`.

Dates: `date.ANCHOR`, then optionally `.daysAgo.N` or `.daysAhead.N`, then optionally `.epoch`
(seconds) or `.epochMs`. Anchors are in `ANCHORS`; `date.daysAgo.7` is short for
`date.today.daysAgo.7`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from urllib.parse import quote

from operatoros.catalog.declared import Param
from operatoros.catalog.problems import did_you_mean, shown
from operatoros.errors import InvalidInput
from operatoros.secrets import Secret
from operatoros.values.jsonable import Json

# Braces cannot stand inside, so each `{{` is looked at once and a hostile text stays linear.
_TEMPLATE = re.compile(r"(\\?)\{\{([^{}\n]*)(\}\})?")
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]*(\.[A-Za-z0-9_][A-Za-z0-9_-]*)*")
_PATH_PLACE = re.compile(r"(?<!\{)\{([^{}]+)\}(?!\})")
ROOTS = ("credentials", "params", "date")
_MOST_DAYS = 36_500


def _day(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone)


# Each takes the shifted present in the wanted zone.
ANCHORS: Mapping[str, Callable[[datetime], date | datetime]] = {
    "now": lambda now: now,
    "today": lambda now: now.date(),
    "yesterday": lambda now: now.date() - timedelta(days=1),
    "tomorrow": lambda now: now.date() + timedelta(days=1),
    "startOfDay": lambda now: _day(now.date(), now.tzinfo or UTC),
    "endOfDay": lambda now: _day(now.date(), now.tzinfo or UTC).replace(
        hour=23, minute=59, second=59
    ),
    "startOfWeek": lambda now: _day(now.date() - timedelta(days=now.weekday()), now.tzinfo or UTC),
    "startOfMonth": lambda now: _day(now.date().replace(day=1), now.tzinfo or UTC),
}
_SHIFTS = {"daysAgo": -1, "daysAhead": 1}
_FORMATS = ("epoch", "epochMs")


class TemplateError(InvalidInput):
    """A template cannot be filled in. Raised by: `resolve` and its kin.

    Args:
        code: A row of the catalog's `CODES`.
        message: What is wrong.
        hint: What to do.
        fragment: The template as written.
    """

    code = "ERR_TEMPLATE_VALUE"

    def __init__(self, *, code: str, message: str, hint: str, fragment: str) -> None:
        super().__init__(message, hint=hint, details={"template": fragment}, code=code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """One `{{...}}` of a text.

    Attributes:
        root: credentials, params or date; empty if the name is no name.
        name: The rest (`apiKey`, `daysAgo.7`).
        fragment: As written, braces included.
        nth: How many equal fragments stand before it (0-based).
        closed: Whether its braces are closed.
    """

    root: str
    name: str
    fragment: str
    nth: int = 0
    closed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What templates may name, with values.

    Attributes:
        now: The present; aware.
        zone: Zone in which days begin.
        params: Parameters by name.
        credentials: Credentials by field name; empty where none may be used.
    """

    now: datetime
    zone: tzinfo = UTC
    params: Mapping[str, Json] = field(default_factory=dict)
    credentials: Mapping[str, Secret] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What templates at one place may name; None means the root may not be used there.

    Attributes:
        params: Names of parameters.
        optional: Those of them that may have no value when it comes to it.
        credentials: Names of credential fields.
        date: Whether dates may be used.
    """

    params: Collection[str] | None = None
    optional: Collection[str] = ()
    credentials: Collection[str] | None = None
    date: bool = True


def find(text: str) -> tuple[Template, ...]:
    """Return the templates of a text, in order."""
    if "{{" not in text:
        return ()
    found: list[Template] = []
    seen: dict[str, int] = {}
    for match in _TEMPLATE.finditer(text):
        if match[1]:
            continue
        fragment = match[0]
        nth = seen.get(fragment, 0)
        seen[fragment] = nth + 1
        inner = match[2].strip()
        root, _, name = inner.partition(".") if _NAME.fullmatch(inner) else ("", "", "")
        closed = match[3] is not None
        found.append(Template(root=root, name=name, fragment=fragment, nth=nth, closed=closed))
    return tuple(found)


def check(template: Template, known: Known) -> tuple[str, str, str] | None:
    """Return (code, message, hint) of what is wrong with a template, or None.

    Args:
        template: What `find` found.
        known: What may be named at its place.
    """
    written = shown(template.fragment)
    if not template.closed:
        hint = r"close it with }}; write \{{ for two literal braces"
        return "ERR_TEMPLATE_SYNTAX", f"{written} is not closed", hint
    if not template.root:
        hint = r"write a dotted name such as {{params.days}}; write \{{ for two literal braces"
        return "ERR_TEMPLATE_SYNTAX", f"{written} holds no name", hint
    if template.root not in ROOTS:
        hint = did_you_mean(template.root, ROOTS, noun="names start with:")
        hint += r" (write \{{ for two literal braces)"
        return "ERR_TEMPLATE_UNKNOWN", f"{written} names nothing", hint
    if template.root == "date":
        if not known.date:
            return "ERR_TEMPLATE_PLACE", f"{written} may not stand here", "write the value out"
        return _check_date(template)
    names = known.params if template.root == "params" else known.credentials
    if names is None:
        return "ERR_TEMPLATE_PLACE", f"{written} may not stand here", _PLACE_HINTS[template.root]
    if template.name not in names:
        noun = "parameter" if template.root == "params" else "credential"
        near = did_you_mean(template.name, names, noun="declared:") if names else ""
        hint = near or f"declare it below {_DECLARED_BELOW[template.root]}"
        return "ERR_TEMPLATE_UNKNOWN", f"{written}: there is no such {noun}", hint
    if template.root == "params" and template.name in known.optional:
        hint = f"give the parameter {template.name!r} a `default:`, or `required: true`"
        return "ERR_TEMPLATE_VALUE", f"{written} may have no value", hint
    return None


_PLACE_HINTS = {
    "params": "parameters belong to one fetch: use them in its path, query, headers, body or args",
    "credentials": "credentials are used in a connector's auth, headers, env and args only",
}
_DECLARED_BELOW = {"params": "`params:`", "credentials": "`auth.fields:`"}


def _check_date(template: Template) -> tuple[str, str, str] | None:
    try:
        _parse_date(template.name)
    except ValueError as exc:
        hint = did_you_mean(template.name.split(".")[0], [*ANCHORS, *_SHIFTS], noun="dates:")
        return "ERR_TEMPLATE_UNKNOWN", f"{shown(template.fragment)}: {exc}", hint
    return None


def _parse_date(name: str) -> tuple[str, int, str]:
    """Return anchor, days to shift by, and format of `today.daysAgo.7.epoch`.

    Raises:
        ValueError: saying what is wrong.
    """
    parts = name.split(".")
    anchor = parts.pop(0) if parts[0] in ANCHORS else "today"
    days, form = 0, ""
    if parts and parts[0] in _SHIFTS:
        if len(parts) < 2 or not parts[1].isdecimal() or len(parts[1]) > 5:
            raise ValueError(f"{parts[0]} needs a number of days, such as {parts[0]}.7")
        days = int(parts[1]) * _SHIFTS[parts[0]]
        if abs(days) > _MOST_DAYS:
            raise ValueError(f"at most {_MOST_DAYS:,} days")
        parts = parts[2:]
    elif anchor == "today" and name.split(".")[0] != "today":
        raise ValueError("there is no such date")
    if parts and parts[0] in _FORMATS:
        form = parts.pop(0)
    if parts:
        raise ValueError(f"{'.'.join(parts)!r} means nothing here")
    return anchor, days, form


def known_params(params: Sequence[Param], known: Known) -> Known:
    """Return `known` with declared parameters added."""
    optional = [p.name for p in params if p.default is None and not p.required]
    return replace(known, params=[param.name for param in params], optional=optional)


def resolve(value: Json, scope: Scope) -> Json:
    """Return `value` with every template in it filled in, at any depth.

    A text that is one whole template becomes the value itself, with its type; a credential is
    revealed, so the result belongs into a request or a child's environment and nowhere else.

    Raises:
        TemplateError: if a name has no value, or a list or mapping stands inside other text.
    """
    if isinstance(value, str):
        return _resolve_text(value, scope)
    if isinstance(value, Mapping):
        return {key: resolve(item, scope) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [resolve(item, scope) for item in value]
    return value


def resolve_text(text: str, scope: Scope) -> str:
    """Return a text (header, argument, variable, prompt) with its templates written out.

    Raises:
        TemplateError: as `resolve`.
    """
    value = _resolve_text(text, scope)
    return value if isinstance(value, str) else _as_text(value, text)


def resolve_path(path: str, scope: Scope) -> str:
    """Return a URL path with `{name}` and `{{...}}` filled in, each percent-encoded whole.

    A value can never add a segment, a query or leave the path: `/`, `?`, `#` and `.` segments
    are encoded or refused.

    Raises:
        TemplateError: if a value is missing, empty, or `.` or `..`.
    """
    filled = _TEMPLATE.sub(lambda match: _in_path(match, scope), path)
    return _PATH_PLACE.sub(
        lambda match: _encoded(match[0], _lookup("params", match[1], match[0], scope)), filled
    )


def resolve_base_url(url: str, scope: Scope) -> str:
    """Return a base URL: as declared, or the whole credential it names.

    Whether the result is an allowed address is for the caller to check: see `url_problem`.

    Raises:
        TemplateError: if the credential has no value.
    """
    templates = find(url)
    if len(templates) == 1 and templates[0].fragment == url.strip():
        value = resolve_text(url.strip(), scope)
        problem = url_problem(value)
        if problem:
            raise TemplateError(
                code="ERR_API_URL",
                message=f"the address in {url.strip()} {problem}",
                hint="set it to an https address without user name and query",
                fragment=url.strip(),
            )
        return value.rstrip("/")
    return resolve_path(url, scope).rstrip("/") if templates else url.rstrip("/")


def url_problem(url: str) -> str:
    """Return what makes an address unusable as a base URL, or an empty text."""
    match = re.fullmatch(r"(https?)://([^/?#\s\\]+)(/[^?#\s\\]*)?", url)
    if match is None:
        return "is no https address (no blanks, `?` and `#`)"
    scheme, host = match[1], match[2]
    if "@" in host:
        return "holds a user name; credentials belong below `auth:`"
    if not re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_.-]+)(:[0-9]{1,5})?", host):
        return "has a host that is no host name"
    bare = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    if scheme == "http" and bare not in {"localhost", "127.0.0.1", "[::1]"}:
        return "is not https (http is for this machine only)"
    return ""


def written(value: Json) -> str:
    """Return a value as it stands inside a text: true, 7, 1.5, 2026-11-21.

    Raises:
        TypeError: for lists and mappings.
    """
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    raise TypeError(f"a {type(value).__name__} has no text form")


def _resolve_text(text: str, scope: Scope) -> Json:
    if "{{" not in text:
        return text
    whole = _TEMPLATE.fullmatch(text.strip())
    if whole and not whole[1] and whole[3]:
        return _value(whole, scope)
    return _TEMPLATE.sub(lambda match: _inside(match, scope), text)


def _inside(match: re.Match[str], scope: Scope) -> str:
    if match[1]:
        return match[0][1:]
    return _as_text(_value(match, scope), match[0])


def _as_text(value: Json, fragment: str) -> str:
    try:
        return written(value)
    except TypeError as exc:
        raise TemplateError(
            code="ERR_TEMPLATE_VALUE",
            message=f"{fragment} is a list or mapping and cannot be written as text",
            hint="use it where a list or mapping may stand, as the whole value",
            fragment=fragment,
        ) from exc


def _in_path(match: re.Match[str], scope: Scope) -> str:
    return match[0][1:] if match[1] else _encoded(match[0], _value(match, scope))


def _encoded(fragment: str, value: Json) -> str:
    """Return a value as one percent-encoded path segment."""
    text = "" if isinstance(value, list | Mapping) else written(value)
    if text in {"", ".", ".."}:
        raise TemplateError(
            code="ERR_TEMPLATE_VALUE",
            message=f"{fragment} in a path is {'empty' if not text else repr(text)}",
            hint="give a text or number that names one thing",
            fragment=fragment,
        )
    return quote(text, safe="")


def _value(match: re.Match[str], scope: Scope) -> Json:
    inner = match[2].strip()
    if match[3] is None or not _NAME.fullmatch(inner):
        raise TemplateError(
            code="ERR_TEMPLATE_SYNTAX",
            message=f"{shown(match[0])} is no template",
            hint=r"write {{params.name}}, or \{{ for two literal braces",
            fragment=match[0],
        )
    root, _, name = inner.partition(".")
    return _lookup(root, name, match[0], scope)


def _lookup(root: str, name: str, fragment: str, scope: Scope) -> Json:
    if root == "params" and name in scope.params:
        return scope.params[name]
    if root == "credentials" and name in scope.credentials:
        return scope.credentials[name].reveal()
    if root == "date":
        return _date(name, fragment, scope)
    raise TemplateError(
        code="ERR_TEMPLATE_UNKNOWN",
        message=f"{fragment} has no value here",
        hint=f"give the parameter {name!r}" if root == "params" else "see `operatoros validate`",
        fragment=fragment,
    )


def _date(name: str, fragment: str, scope: Scope) -> Json:
    try:
        anchor, days, form = _parse_date(name)
        local = scope.now.astimezone(scope.zone)
        # Days are calendar days: the same wall clock on another day, also across a clock change.
        moved = datetime.combine(local.date() + timedelta(days=days), local.time(), scope.zone)
        value = ANCHORS[anchor](moved)
    except (ValueError, OverflowError) as exc:
        raise TemplateError(
            code="ERR_TEMPLATE_UNKNOWN",
            message=f"{fragment}: {exc}",
            hint="write a date such as {{date.daysAgo.7}}",
            fragment=fragment,
        ) from exc
    if form:
        instant = value if isinstance(value, datetime) else _day(value, scope.zone)
        return int(instant.timestamp() * (1000 if form == "epochMs" else 1))
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds").replace("+00:00", "Z")
    return value.isoformat()
