"""The net before anything is copied: known forms, and the values that we were given.

The samples are put together here from parts, so that no scanner of repositories finds a key in
this file.
"""

from __future__ import annotations

import base64
import random
import re
import string
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.review.secretscan import find_secrets, withheld
from operatoros.secrets import Redactor, Secret

_RANDOM = random.Random(7)  # samples must be the same in every run


def _letters(count: int, alphabet: str = string.ascii_letters + string.digits) -> str:
    return "".join(_RANDOM.choice(alphabet) for _ in range(count))


_HEX = string.digits + "abcdef"
_UUID = "-".join(_letters(count, _HEX) for count in (8, 4, 4, 4, 12))

SAMPLES: dict[str, str] = {
    "AWS access key": "AKIA" + _letters(16, string.ascii_uppercase + string.digits),
    "AWS secret key": "aws_secret_access_key = " + _letters(40),
    "GitHub token": "ghp_" + _letters(36),
    "GitHub token (fine)": "github_pat_" + _letters(82),
    "GitLab token": "glpat-" + _letters(20),
    "Slack token": "xoxb-" + _letters(12, string.digits) + "-" + _letters(24),
    "Slack webhook": "https://hooks.slack.com/services/T" + _letters(8) + "/B" + _letters(32),
    "Discord webhook": "https://discord.com/api/webhooks/"
    + _letters(18, string.digits)
    + "/"
    + _letters(68),
    "Anthropic key": "sk-ant-" + "api03-" + _letters(90),
    "OpenAI key": "sk-proj-" + _letters(48),
    "OpenAI key (old)": "sk-" + _letters(48),
    "Stripe key": "sk_" + "live_" + _letters(24),
    "Google API key": "AIza" + _letters(35),
    "Google OAuth secret": "GOCSPX-" + _letters(28),
    "npm token": "npm_" + _letters(36),
    "PyPI token": "pypi-AgE" + _letters(80),
    "SendGrid key": "SG." + _letters(22) + "." + _letters(43),
    "Twilio key": "SK" + _letters(32, _HEX),
    "HubSpot token": "pat-na1-" + _UUID,
    "Linear key": "lin_api_" + _letters(40),
    "Hugging Face token": "hf_" + _letters(34),
    "DigitalOcean token": "dop_v1_" + _letters(64, _HEX),
    "Telegram token": _letters(9, string.digits) + ":AA" + _letters(33),
    "Vault token": "hvs." + _letters(40),
    "Azure storage key": "AccountKey=" + base64.b64encode(_letters(64).encode()).decode(),
    "web token": "eyJ" + _letters(30) + ".eyJ" + _letters(60) + "." + _letters(43),
    "password in an address": "postgres://app:" + _letters(16) + "@db.internal:5432/x",
    "bearer token": "Authorization: Bearer " + _letters(40),
    "private key": "-----BEGIN "
    + "RSA PRIVATE KEY-----\n"
    + "\n".join(_letters(64) for _ in range(12))
    + "\n-----END RSA PRIVATE KEY-----",
    "password (quoted)": 'db_password: "' + "Tr0ub4dor" + '&3xyz"',
    "password (variable)": "export STRIPE_API_KEY=" + _letters(24) + "9a",
}

HARMLESS = (
    "the quick brown fox",
    "sk-learn is a library, sk-toggleable__content-pane is a class",
    "commit 3f2b1c9d8e7a6f5b4c3d2e1f0a9b8c7d6e5f4a3b",
    "sha256:" + "ab" * 32,
    'password = "changeme"',
    "password = os.environ['PASSWORD']",
    "API_KEY=${API_KEY}",
    'token: "<your-token>"',
    "AKIAIOSFODNN7EXAMPLE",
    "https://user@example.com/path",
    "-----BEGIN PRIVATE KEY----- is how a key begins",
    "def get_token(self) -> str:",
    "SECRET_NAME = re.compile(r'key|token')",
    "data:image/png;base64," + base64.b64encode(bytes(range(200))).decode(),
    "http://localhost:3000/@vite/client",
    "TOKEN=/run/secrets/token",
    "session: YOUR-TOKEN",
    "# base: 3163cb8e",
)


@pytest.mark.parametrize("name", SAMPLES)
def test_known_forms_are_found_and_withheld(name: str) -> None:
    """Each known form is found in the middle of text, and none of it is left."""
    text = f"first line\nbefore {SAMPLES[name]} after\nlast line"
    if name in ("password (variable)", "private key"):
        text = f"first line\n{SAMPLES[name]}\nlast line"
    found = find_secrets(text)
    assert found, name
    assert found[0].line == 2
    clean = withheld(text, found)
    secret = max(re.findall(r"[A-Za-z0-9_-]+", SAMPLES[name].replace("db_password", "")), key=len)
    assert secret[-9:] not in clean
    assert clean.startswith("first line\n")
    assert clean.endswith("last line")
    assert clean.count("\n") == text.count("\n")


@pytest.mark.parametrize("text", HARMLESS)
def test_ordinary_text_is_left_alone(text: str) -> None:
    """What only looks a little like a key is not withheld."""
    assert find_secrets(f"x\n{text}\ny") == ()


def test_a_key_in_base64_is_found() -> None:
    """A key inside a base64 value (a Kubernetes file) is found; the same value without is not."""
    packed = base64.b64encode(("user: app\n" + SAMPLES["GitHub token"]).encode()).decode()
    plain = base64.b64encode(b"user: app\nnothing to see here, only words " * 2).decode()
    (found,) = find_secrets(f"data:\n  value: {packed}\n")
    assert found.kind == "GitHub token in base64"
    assert find_secrets(f"data:\n  value: {plain}\n") == ()


def test_values_that_we_were_given_are_found_in_every_spelling() -> None:
    """A registered value has no form; it is found plain, URL-encoded and in base64."""
    value = "correct horse/battery+staple"
    redactor = Redactor([Secret(value)])
    assert find_secrets(f"a {value} b") == ()
    for text in (
        f"a {value} b",
        "a correct%20horse%2Fbattery%2Bstaple b",
        base64.b64encode(f"xx{value}yy".encode()).decode(),
        f"{value}{value}",
        f"[secret] {value}",
    ):
        found = find_secrets(text, redactor)
        assert found, text
        assert "battery" not in withheld(text, found)


def test_findings_do_not_overlap_and_come_in_order() -> None:
    """Two forms at one place are one finding; places rise."""
    text = "\n".join(SAMPLES.values())
    found = find_secrets(text)
    assert len(found) >= len(SAMPLES)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert [one.line for one in found] == sorted(one.line for one in found)


@given(st.text(alphabet=string.printable + "\u202e\ud800", max_size=400))
def test_no_text_breaks_the_scan(text: str) -> None:
    """Any text is scanned without an exception, and withholding keeps the number of lines."""
    assert withheld(text, find_secrets(text)).count("\n") == text.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "a" * 400_000,
        "password" * 50_000,
        "-----BEGIN PRIVATE KEY-----" * 10_000,
        "eyJ" * 100_000,
        "x://" * 100_000,
        "A_" * 150_000,
        "Authorization: " * 30_000,
    ],
    ids=lambda text: text[:12],
)
@pytest.mark.timeout(10)
def test_hostile_text_is_scanned_in_time(text: str) -> None:
    """Hundreds of thousands of characters made to trip the forms are done within seconds."""
    find_secrets(text)
