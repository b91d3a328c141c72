"""Templates: what they name, what they become, where they may not stand."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import TIMES, assert_linear

from operatoros.catalog.templates import (
    Known,
    Scope,
    TemplateError,
    check,
    find,
    resolve,
    resolve_base_url,
    resolve_path,
    resolve_text,
    url_problem,
)
from operatoros.secrets import Secret

NOW = datetime(2026, 11, 21, 0, 30, tzinfo=UTC)
SCOPE = Scope(
    now=NOW,
    params={"n": 7, "f": 1.5, "on": True, "ids": ["a", 1], "q": "a/b?c#d", "none": None},
    credentials={"apiKey": Secret("s3cret-value"), "url": Secret("https://eu.example.com/v2/")},
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{{params.n}}", 7),
        ("{{ params.n }}", 7),
        ("{{params.on}}", True),
        ("{{params.ids}}", ["a", 1]),
        ("{{params.none}}", None),
        ("n={{params.n}}, f={{params.f}}, on={{params.on}}", "n=7, f=1.5, on=true"),
        ("x{{params.none}}y", "xy"),
        ("Bearer {{credentials.apiKey}}", "Bearer s3cret-value"),
        ("{{date.today}}", "2026-11-21"),
        (r"\{{params.n}} is literal", "{{params.n}} is literal"),
        ("no template", "no template"),
        ("{ {params.n} }", "{ {params.n} }"),
    ],
)
def test_values_keep_their_type_if_they_stand_alone(text: str, value: object) -> None:
    """One whole template is the value itself; inside other text it is written out."""
    found = resolve(text, SCOPE)
    assert found == value
    assert type(found) is type(value)


def test_values_are_filled_in_at_any_depth() -> None:
    """Lists and mappings are walked; keys and other values stay as they are."""
    body = {"filter": [{"id": "{{params.n}}"}, 3, None], "{{params.n}}": "x"}
    assert resolve(body, SCOPE) == {"filter": [{"id": 7}, 3, None], "{{params.n}}": "x"}


def test_nothing_is_filled_in_twice() -> None:
    """A value that looks like a template is data and stays what it is."""
    scope = Scope(now=NOW, params={"a": "{{credentials.k}}"}, credentials={"k": Secret("s3cret")})
    assert resolve("{{params.a}}", scope) == "{{credentials.k}}"
    assert resolve("x {{params.a}}", scope) == "x {{credentials.k}}"
    assert resolve_path("/{a}", scope) == "/%7B%7Bcredentials.k%7D%7D"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("today", "2026-11-20"),
        ("yesterday", "2026-11-19"),
        ("tomorrow", "2026-11-21"),
        ("daysAgo.7", "2026-11-13"),
        ("daysAhead.30", "2026-12-20"),
        ("today.daysAgo.7", "2026-11-13"),
        ("now", "2026-11-20T19:30:00-05:00"),
        ("startOfDay", "2026-11-20T00:00:00-05:00"),
        ("endOfDay", "2026-11-20T23:59:59-05:00"),
        ("startOfWeek", "2026-11-16T00:00:00-05:00"),
        ("startOfMonth", "2026-11-01T00:00:00-04:00"),
        ("startOfDay.daysAgo.20", "2026-10-31T00:00:00-04:00"),
        ("startOfDay.epoch", 1763701200 + 365 * 86400 - 86400),
        ("startOfDay.epochMs", (1763701200 + 365 * 86400 - 86400) * 1000),
    ],
)
def test_dates_follow_the_zone(name: str, value: object) -> None:
    """Days begin in the wanted zone, also across the change to winter time."""
    scope = Scope(now=NOW, zone=ZoneInfo("America/New_York"))
    assert resolve("{{date." + name + "}}", scope) == value


def test_utc_is_written_with_z() -> None:
    """Times in UTC end in Z, as services want them."""
    assert resolve("{{date.startOfDay}}", SCOPE) == "2026-11-21T00:00:00Z"


@pytest.mark.parametrize(
    "text",
    [
        "{{params.missing}}",
        "{{credentials.missing}}",
        "{{env.HOME}}",
        "{{params}}",
        "{{}}",
        "{{params.n",
        "{{params.n + 1}}",
        "{{params.n.real}}",
        "{{date.daysAgo}}",
        "{{date.daysAgo.x}}",
        "{{date.daysAgo.99999}}",
        "{{date.never}}",
        "{{date.}}",
        "x {{params.ids}}",
    ],
)
def test_what_has_no_value_is_an_error(text: str) -> None:
    """Unknown names, expressions and broken braces are errors, never an empty text."""
    with pytest.raises(TemplateError) as caught:
        resolve(text, SCOPE)
    assert caught.value.code.startswith("ERR_TEMPLATE_")
    assert caught.value.hint


@pytest.mark.parametrize(
    ("path", "filled"),
    [
        ("/issues/{n}", "/issues/7"),
        ("/issues/{q}/x", "/issues/a%2Fb%3Fc%23d/x"),
        ("/issues/{{params.q}}", "/issues/a%2Fb%3Fc%23d"),
        ("/plain", "/plain"),
        ("/a/{{date.today}}", "/a/2026-11-21"),
    ],
)
def test_a_path_gets_whole_segments(path: str, filled: str) -> None:
    """A value in a path is percent-encoded: it never adds a segment, query or fragment."""
    assert resolve_path(path, SCOPE) == filled


@pytest.mark.parametrize("value", ["", ".", "..", None, ["a"], {"a": 1}])
def test_a_path_refuses_what_is_no_segment(value: object) -> None:
    """Empty values, dots, lists and mappings would name another path."""
    with pytest.raises(TemplateError):
        resolve_path("/a/{x}", Scope(now=NOW, params={"x": value}))


@given(st.text(min_size=1).filter(lambda text: text not in {".", ".."}))
def test_a_path_value_never_leaves_its_segment(value: str) -> None:
    """Whatever the value, the path keeps its two slashes and has no query or fragment."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return
    filled = resolve_path("/a/{x}", Scope(now=NOW, params={"x": value}))
    assert filled.count("/") == 2
    assert not set(filled) & {"?", "#", "\\", " ", "\n"}


def test_a_base_url_is_as_declared_or_one_whole_credential() -> None:
    """`{{credentials.x}}` may be the whole address; it is checked like a written one."""
    assert resolve_base_url("https://a.example/v1/", SCOPE) == "https://a.example/v1"
    assert resolve_base_url("{{credentials.url}}", SCOPE) == "https://eu.example.com/v2"
    scope = Scope(now=NOW, credentials={"url": Secret("http://169.254.169.254/latest")})
    with pytest.raises(TemplateError) as caught:
        resolve_base_url("{{credentials.url}}", scope)
    assert caught.value.code == "ERR_API_URL"
    assert "169.254" not in f"{caught.value} {caught.value.hint} {caught.value.details}"


@pytest.mark.parametrize(
    "url",
    [
        "https://api.example.com",
        "https://api.example.com/v1/x",
        "https://api.example.com:8443",
        "http://localhost:3000",
        "http://127.0.0.1:8080/x",
        "http://[::1]:1",
    ],
)
def test_good_addresses_pass(url: str) -> None:
    """Https anywhere, http on this machine."""
    assert url_problem(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example.com",
        "ftp://x",
        "//x",
        "https://",
        "https:///x",
        "https://user:pw@x.example",
        "https://x.example?a=b",
        "https://x.example#a",
        "https://x .example",
        "https://x.example\\@evil.example",
        "https://x.example/\r\nHost: evil",
        "javascript:alert(1)",
        "http://localhost.evil.example",
        "http://127.0.0.1.nip.io",
        "HTTPS://x.example",
        "https://x{y}.example",
    ],
)
def test_bad_addresses_are_named(url: str) -> None:
    """Everything else is refused, with a reason."""
    assert url_problem(url)


def test_what_is_found_is_told_apart() -> None:
    """Equal fragments are counted, literal braces are left out."""
    found = find(r"{{params.a}} \{{params.a}} {{params.a}} {{ x }} {{oops")
    assert [(t.root, t.name, t.nth, t.closed) for t in found] == [
        ("params", "a", 0, True),
        ("params", "a", 1, True),
        ("x", "", 0, True),
        ("oops", "", 0, False),
    ]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{params.a}}", ""),
        ("{{params.b}}", "ERR_TEMPLATE_UNKNOWN"),
        ("{{credentials.a}}", "ERR_TEMPLATE_PLACE"),
        ("{{date.daysAgo.3}}", ""),
        ("{{date.daysBack.3}}", "ERR_TEMPLATE_UNKNOWN"),
        ("{{a b}}", "ERR_TEMPLATE_SYNTAX"),
        ("{{params.a", "ERR_TEMPLATE_SYNTAX"),
        ("{{user.name}}", "ERR_TEMPLATE_UNKNOWN"),
    ],
)
def test_a_place_says_what_may_be_named(text: str, code: str) -> None:
    """Each place knows which roots and names it allows."""
    (template,) = find(text)
    wrong = check(template, Known(params={"a"}))
    assert (wrong[0] if wrong else "") == code


def test_text_is_always_text() -> None:
    """A header or prompt is a text whatever the template's type."""
    assert resolve_text("{{params.n}}", SCOPE) == "7"
    assert resolve_text("{{params.on}}", SCOPE) == "true"
    with pytest.raises(TemplateError):
        resolve_text("{{params.ids}}", SCOPE)


@pytest.mark.parametrize("text", ["{{" * 100_000, "{{a" * 100_000, "}}{{ " * 100_000])
def test_hostile_texts_are_linear(text: str) -> None:
    """Hundreds of thousands of braces are read once, not once for each brace."""
    assert_linear(find, text[: len(text) // TIMES], text)


@given(st.text(alphabet="{}params.n\\ datecrl0", max_size=60))
def test_resolving_fails_only_as_an_error_of_ours(text: str) -> None:
    """Any text is resolved or refused with a TemplateError; secrets stay out of messages."""
    said = ""
    try:
        resolve(text, SCOPE)
    except TemplateError as exc:
        said = f"{exc} {exc.hint} {exc.details}"
    assert "s3cret" not in said
