"""Posting a briefing: to any webhook as JSON, to Slack as a message.

A webhook gets an idempotency key, so it may be tried again after any failure. Slack knows no such
key: there only what surely did not arrive is tried again.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from operatoros.delivery.page import Page
from operatoros.delivery.targets import DeliveryFailed, DeliveryRefused, Target, TargetInvalid
from operatoros.display import show, show_composed
from operatoros.errors import OperatorosError, Unavailable
from operatoros.net.client import Client
from operatoros.net.exchange import Reply, Request, Terms
from operatoros.net.failures import HttpStatus, RateLimited
from operatoros.secrets import Redactor, Secret
from operatoros.values.jsonable import Json

ATTEMPTS = 4
TIMEOUT_S = 90.0
_MOST_REPLY = 100_000
_MOST_SECTION = 2_900
_MOST_LINES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A webhook's address and how to post there.

    Attributes:
        target: As it was named.
        url: The address; all of it counts as secret.
        signing_key: Signs the body, if there is one.
    """

    target: Target
    url: Secret
    signing_key: Secret = field(default_factory=lambda: Secret(""))


async def post_webhook(http: Client, hook: Hook, body: Mapping[str, Json], *, key: str) -> int:
    """Post a briefing as JSON; returns the tries it took.

    Args:
        http: The client.
        hook: Where to.
        body: What is sent.
        key: The same for the same delivery: the other side can tell a repetition.

    Raises:
        DeliveryFailed, DeliveryRefused, TargetInvalid.
    """
    data = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Idempotency-Key": key}
    if hook.signing_key:
        signed = hmac.new(hook.signing_key.reveal().encode(), data, hashlib.sha256).hexdigest()
        headers["X-OperatorOS-Signature"] = f"sha256={signed}"
    return await _post(http, hook, data, headers, repeatable=True)


async def post_slack(http: Client, hook: Hook, message: Mapping[str, Json]) -> int:
    """Post a message to Slack's incoming webhook; returns the tries it took.

    Raises:
        DeliveryFailed, DeliveryRefused, TargetInvalid.
    """
    data = json.dumps(message, ensure_ascii=False).encode()
    return await _post(http, hook, data, {}, repeatable=False)


async def _post(
    http: Client, hook: Hook, data: bytes, headers: Mapping[str, str], *, repeatable: bool
) -> int:
    url, query, host = _parts(hook)
    request = Request(
        method="POST",
        url=url,
        secret_query={name: Secret(value) for name, value in query},
        headers=headers,
        body=data,
        safe=repeatable,
        shown=f"https://{host}/...",
    )
    # The person's own setting names the host, so a server in their own network is fine.
    terms = Terms(hosts=(host,), private=True, attempts=ATTEMPTS, max_bytes=_MOST_REPLY)
    try:
        reply: Reply = await http.send(request, terms, timeout_s=TIMEOUT_S)
    except OperatorosError as exc:
        raise _failure(hook, exc) from exc
    return reply.attempts


def _parts(hook: Hook) -> tuple[str, list[tuple[str, str]], str]:
    """Return address without query, query, and host with its port."""
    try:
        parts = urlsplit(hook.url.reveal())
        port = parts.port
    except ValueError:
        raise TargetInvalid(text=hook.target.text, why="its address is not a URL") from None
    if parts.scheme not in {"https", "http"} or not parts.hostname or "@" in parts.netloc:
        raise TargetInvalid(text=hook.target.text, why="its address is not https://host/...")
    usual = {"https": 443, "http": 80}[parts.scheme]
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    host = name if port in {None, usual} else f"{name}:{port}"
    url = f"{parts.scheme}://{host}{parts.path or '/'}"
    return url, parse_qsl(parts.query, keep_blank_values=True), host


def _failure(hook: Hook, exc: OperatorosError) -> DeliveryFailed | DeliveryRefused:
    redactor = Redactor([hook.url, hook.signing_key])
    for part in urlsplit(hook.url.reveal()).path.split("/"):
        redactor.add(Secret(part))
    attempts = exc.details.get("attempts", 1)
    tries = attempts if isinstance(attempts, int) else 1
    why = redactor.redact(exc.message)
    later = isinstance(exc, Unavailable | RateLimited)
    if isinstance(exc, HttpStatus):
        status = exc.details.get("status")
        later = not isinstance(status, int) or status >= 500 or status in {408, 425}
    kind = DeliveryFailed if later else DeliveryRefused
    return kind(target=hook.target.text, why=why, cause=exc.code, attempts=tries)


def slack_message(page: Page) -> dict[str, Json]:
    """Return a briefing as a Slack message: headline, changes, sources with gaps, the text.

    Slack's own markup in fetched text is made harmless: nobody is mentioned and no link unfurls.
    """
    title = _plain(page.title) + (" (DEMO: sample data)" if page.demo else "")
    blocks: list[Json] = [
        {"type": "header", "text": {"type": "plain_text", "text": title[:150], "emoji": False}},
        _section(f"{_safe(page.task)} · {_safe(page.day)}, {_safe(page.time)} {_safe(page.zone)}"),
    ]
    if page.problem:
        blocks.append(_section(f"*{_safe(page.problem)}*\n{_safe(page.hint)}"))
    if page.headline:
        blocks.append(_section(f"*{_safe(page.headline)}*"))
    changes = list(_change_lines(page))
    if changes:
        blocks.append(_section("*What changed*\n" + "\n".join(changes)))
    gaps = [
        f"{_safe(row.name)}: {row.state} {_safe(row.remark)}"
        for row in page.sources
        if not row.good
    ]
    coverage = f"{page.complete} of {len(page.sources)} sources complete"
    blocks.append(_section("\n".join([coverage, *gaps])))
    if page.prose.text:
        checks = page.prose.checks
        found = f"{checks.found} of {checks.figures} figures found in the data"
        missed = ", ".join(_safe(miss.text) for miss in checks.unmatched[:10])
        blocks.append(_section(_cut(_safe(page.prose.text, lines=True))))
        blocks.append(_section(f"_{found}_" + (f"\nnot found: {missed}" if missed else "")))
    blocks.append(_section(f"_run {_safe(page.run)}_"))
    return {
        "text": f"{title} · {_plain(page.day)}",
        "blocks": blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _change_lines(page: Page) -> list[str]:
    lines: list[str] = []
    for group in page.changes:
        if group.note:
            lines.append(f"{_safe(group.name)}: {_safe(group.note)}")
        for row in group.rows:
            what = "; ".join(
                f"{_safe(f.name)} {_safe(f.old)} → {_safe(f.new)}" for f in row.fields
            ) or _safe(row.amount)
            sign = {"+": "new", "-": "gone", "~": "changed"}[row.sign]
            lines.append(f"• {sign}: {_safe(row.title)}" + (f" ({what})" if what else ""))
    more = len(lines) - _MOST_LINES + sum(group.more for group in page.changes)
    return [*lines[:_MOST_LINES], *([f"… and {more} more"] if more > 0 else [])]


def _section(text: str) -> dict[str, Json]:
    return {
        "type": "section",
        "text": {"type": "mrkdwn", "text": _cut(text), "verbatim": True},
    }


def _cut(text: str) -> str:
    if len(text) <= _MOST_SECTION:
        return text
    return text[: _MOST_SECTION - 60] + "… (cut; the whole text is in the run)"


def _plain(text: str) -> str:
    return show_composed(text) if type(text) is not str else show(text, one_line=True)


def _safe(text: str, *, lines: bool = False) -> str:
    shown = show(text) if lines else _plain(text)
    return shown.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
