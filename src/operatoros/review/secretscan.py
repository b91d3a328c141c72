"""Finds what looks like a key or password in text that is about to be copied into a chat.

Two kinds of finding: values that this program itself was given (through the Redactor, in all
their spellings), and known forms of keys. It is a net, not a wall: a password without a form
passes. What is found is withheld unless a person says otherwise.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from operatoros.secrets import Redactor

# What it is called, texts of which one must be there at all (a quick look before the slow one),
# and its form. Each form is linear: bounded repeats, no nested ones. A form begins at a border,
# so that the middle of a hash or a word is not taken for a key.
_FORMS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (
        "private key",
        ("PRIVATE KEY",),
        r"-----BEGIN (?:[A-Z0-9]{1,12} ){0,3}PRIVATE KEY(?: BLOCK)?-----"
        r"(?:[^-]{0,20000}(?:-----END [A-Z0-9 ]{1,50}-----)?)",
    ),
    (
        "AWS access key",
        ("AKIA", "ASIA", "ABIA", "ACCA"),
        r"\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b",
    ),
    (
        "AWS secret key",
        ("secret", "Secret", "SECRET"),
        r"(?i:aws_?secret_?(?:access_?)?key)[\"']?\s{0,3}[:=]\s{0,3}[\"']?[A-Za-z0-9/+=]{40}\b",
    ),
    (
        "GitHub token",
        ("gh", "github_pat_"),
        r"\bgh[pousr]_[A-Za-z0-9]{36,255}\b|\bgithub_pat_[A-Za-z0-9_]{60,255}\b",
    ),
    (
        "GitLab token",
        ("gl",),
        r"\bgl(?:pat|ptt|dt|rt|soat|cbt|oas)-[A-Za-z0-9_-]{20,100}",
    ),
    (
        "Slack token",
        ("xox", "xapp-"),
        r"\bxox[abeoprs]-[A-Za-z0-9-]{10,250}|\bxapp-[0-9]-[A-Za-z0-9-]{20,250}",
    ),
    (
        "Slack webhook",
        ("hooks.slack.com",),
        r"hooks\.slack\.com/(?:services|workflows|triggers)/[A-Za-z0-9]{6,20}/[A-Za-z0-9/]{8,80}",
    ),
    (
        "Discord webhook",
        ("api/webhooks",),
        r"discord(?:app)?\.com/api/webhooks/[0-9]{15,22}/[A-Za-z0-9_-]{40,90}",
    ),
    ("Anthropic key", ("sk-ant-",), r"\bsk-ant-[A-Za-z0-9_-]{20,200}"),
    ("OpenAI key", ("sk-",), r"\bsk-(?:proj-|svcacct-|admin-)?[A-Za-z0-9_-]{20,200}"),
    (
        "Stripe key",
        ("k_live_", "k_test_", "whsec_"),
        r"\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,250}\b|\bwhsec_[A-Za-z0-9]{24,80}\b",
    ),
    ("Google API key", ("AIza",), r"\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])"),
    (
        "Google OAuth secret",
        ("GOCSPX-", "ya29."),
        r"\bGOCSPX-[A-Za-z0-9_-]{20,40}|\bya29\.[A-Za-z0-9_-]{30,300}",
    ),
    ("npm token", ("npm_",), r"\bnpm_[A-Za-z0-9]{36}\b"),
    ("PyPI token", ("pypi-AgE",), r"\bpypi-AgE[A-Za-z0-9_-]{50,300}"),
    ("SendGrid key", ("SG.",), r"\bSG\.[A-Za-z0-9_-]{16,32}\.[A-Za-z0-9_-]{32,64}"),
    ("Twilio key", ("SK",), r"\bSK[0-9a-f]{32}\b"),
    ("Mailgun key", ("key-",), r"\bkey-[0-9a-f]{32}\b"),
    (
        "HubSpot token",
        ("pat-",),
        r"\bpat-(?:na|eu|ap)[0-9]-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b",
    ),
    ("Linear key", ("lin_",), r"\blin_(?:api|oauth)_[A-Za-z0-9]{32,80}\b"),
    ("PostHog key", ("phx_", "php_"), r"\bph[xp]_[A-Za-z0-9]{32,80}\b"),
    ("Langfuse key", ("sk-lf-",), r"\bsk-lf-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"),
    ("Hugging Face token", ("hf_",), r"\bhf_[A-Za-z0-9]{30,60}\b"),
    ("DigitalOcean token", ("_v1_",), r"\bdo[por]_v1_[0-9a-f]{64}\b"),
    ("Databricks token", ("dapi",), r"\bdapi[0-9a-f]{32}\b"),
    ("Shopify token", ("shp",), r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b"),
    ("Atlassian token", ("ATATT3",), r"\bATATT3[A-Za-z0-9_=-]{60,300}"),
    ("Telegram token", (":AA",), r"\b[0-9]{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])"),
    ("Vault token", ("hvs.", "hvb."), r"\bhv[sb]\.[A-Za-z0-9_-]{24,300}"),
    ("age key", ("AGE-SECRET-KEY-",), r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b"),
    ("Azure storage key", ("AccountKey=",), r"AccountKey=[A-Za-z0-9+/]{60,100}={0,2}"),
    (
        "web token",
        ("eyJ",),
        r"\beyJ[A-Za-z0-9_-]{10,2000}\.eyJ[A-Za-z0-9_-]{10,4000}\.[A-Za-z0-9_-]{16,1000}",
    ),
    (
        "password in an address",
        ("://",),
        r"\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@\"'<>]{1,100}:(?![\s*<{$])[^\s/@\"'<>]{3,200}@",
    ),
    (
        "bearer token",
        ("uthorization", "UTHORIZATION"),
        r"(?i:authorization)[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?i:bearer|basic|token)\s{1,3}"
        r"[A-Za-z0-9._~+/=-]{16,2000}",
    ),
    (
        "password",
        (),
        r"(?i:passw(?:or)?d|pwd|secret|token|api_?key|access_?key|private_?key)"
        r"[\"']?\s{0,3}(?:=|:|=>)\s{0,3}"
        r"(?P<quote>[\"'])(?P<value>[^\s\"'<>{}$]{8,200})(?P=quote)",
    ),
    (
        "password",
        ("PASSW", "SECRET", "TOKEN", "KEY"),
        r"(?m:^)(?:export\s{1,3})?(?P<name>[A-Z][A-Z0-9_]{0,40}(?:PASSWORD|PASSWD|SECRET|TOKEN"
        r"|API_?KEY|ACCESS_KEY|PRIVATE_KEY))\s{0,3}=\s{0,3}(?P<bare>[^\s\"'<>{}$#]{8,300})(?m:\s|$)",
    ),
)
_PATTERNS = tuple((kind, needs, re.compile(form)) for kind, needs, form in _FORMS)
# Words by which examples say that they are examples.
_EXAMPLE = re.compile(
    r"(?i)example|your[_-]|changeme|change_me|placeholder|xxxx|\*\*\*|dummy|redacted|\[secret\]"
    r"|\.\.\.|test[_-]?(?:key|token|secret)|not-a-|os\.environ|getenv|process\.env|<[a-z]"
)
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{40,}={0,2}")
_MOST_DECODED = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One place that looks like a secret.

    Attributes:
        kind: What it looks like.
        line: 1-based.
        start: Offset of its first character.
        end: Offset behind its last.
    """

    kind: str
    line: int
    start: int
    end: int


def find_secrets(text: str, redactor: Redactor | None = None) -> tuple[Found, ...]:
    """Return what looks like a secret, in order, without overlaps.

    Args:
        text: What would be copied.
        redactor: Knows the values that this program was given.
    """
    spans = sorted({*_forms(text), *_encoded(text), *_known(text, redactor)}, key=_order)
    found: list[Found] = []
    end = line = at = 0
    for start, stop, kind in spans:
        if start < end:
            continue
        line += text.count("\n", at, start)
        found.append(Found(kind=kind, line=line + 1, start=start, end=stop))
        at, end = start, stop
    return tuple(found)


def withheld(text: str, found: tuple[Found, ...]) -> str:
    """Return the text with each finding replaced by what it was; lines stay lines."""
    parts: list[str] = []
    at = 0
    for place in found:
        parts.append(text[at : place.start])
        parts.append(f"[withheld: {place.kind}]")
        # A key over several lines leaves its line ends, so that line numbers stay right.
        parts.append("\n" * text.count("\n", place.start, place.end))
        at = place.end
    parts.append(text[at:])
    return "".join(parts)


def _order(span: tuple[int, int, str]) -> tuple[int, int]:
    return span[0], -span[1]


def _forms(text: str) -> Iterator[tuple[int, int, str]]:
    for kind, needs, pattern in _PATTERNS:
        if needs and not any(literal in text for literal in needs):
            continue
        for match in pattern.finditer(text):
            groups = match.groupdict()
            name = next((name for name in ("value", "bare") if groups.get(name)), None)
            if kind == "private key":
                if _has_body(match.group()):
                    yield match.start(), match.end(), kind
            elif name is None:
                # `sk-` begins words of style sheets too.
                if kind == "OpenAI key" and not _looks_random(match.group()):
                    continue
                if not _EXAMPLE.search(match.group()):
                    yield match.start(), match.end(), kind
            elif _looks_random(match.group(name)) and not _EXAMPLE.search(match.group()):
                yield match.start(name), match.end(name), kind


def _has_body(key: str) -> bool:
    """Say whether lines of base64 follow the header; a mention of it alone is no key."""
    return re.search(r"-----[\s\\nr]{1,10}[A-Za-z0-9+/=:, \r\n-]{30}", key) is not None


def _looks_random(value: str) -> bool:
    """Say whether a value is more than one word: letters with digits or signs, not a path."""
    if value.startswith(("/", "./", "http", "file:")):
        return False
    kinds = sum(
        any(test(letter) for letter in value)
        for test in (str.islower, str.isupper, str.isdigit, lambda letter: not letter.isalnum())
    )
    return kinds >= 3 or (kinds == 2 and any(map(str.isdigit, value)) and len(set(value)) >= 6)


def _encoded(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield base64 that holds a secret (a Kubernetes file, a header)."""
    budget = _MOST_DECODED
    for match in _BASE64.finditer(text):
        run = match.group().translate(str.maketrans("-_", "+/")).rstrip("=")
        if len(run) > budget:
            return
        budget -= len(run)
        try:
            raw = base64.b64decode(run + "=" * (-len(run) % 4))
            inner = raw.decode("ascii")
        except (binascii.Error, UnicodeDecodeError):
            continue
        kind = next((kind for _start, _end, kind in _forms(inner)), None)
        if kind is not None:
            yield match.start(), match.end(), f"{kind} in base64"


def _known(text: str, redactor: Redactor | None) -> Iterator[tuple[int, int, str]]:
    """Yield the values that this program was given."""
    for start, end in redactor.spans(text) if redactor is not None else ():
        yield start, end, "value of a setting"
