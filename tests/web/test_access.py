"""Who may come in: keys, tokens, cookies, and the refusal to listen to everybody without a key."""

from __future__ import annotations

import hmac
import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.config import Config, load
from operatoros.secrets import Secret
from operatoros.web.access import (
    COOKIE_LIFE,
    Access,
    ApiKeyMissing,
    ApiKeyWeak,
    access_for,
    is_loopback,
)

_GOOD = "9f2c61d8e7a04b35c8f1d20b6a97e3415d8c02f7b96a1e43d0572c8fb1e69a04"
_DAY = 86_400.0


def _config(tmp_path: Path, key: str = "") -> Config:
    return load(environment={"OPERATOR_API_KEY": key} if key else {}, project=tmp_path)


def _bytes(count: int) -> bytes:
    return bytes(range(count))


def _access(key: str = "", token: str = "") -> Access:
    return Access(key=Secret(key), token=Secret(token) if token else None, csrf="c")


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.53"])
def test_this_machine_alone_needs_no_key(tmp_path: Path, host: str) -> None:
    """On loopback nobody logs in, unless a key or `--token` says so."""
    config = _config(tmp_path)
    assert access_for(config, host=host, with_token=False, random_bytes=_bytes).open()
    assert not access_for(config, host=host, with_token=True, random_bytes=_bytes).open()
    weak = _config(tmp_path, "short")
    assert not access_for(weak, host=host, with_token=False, random_bytes=_bytes).open()


@pytest.mark.parametrize(
    "host",
    ["0.0.0.0", "::", "", "192.168.1.5", "example.org", "127.1", "2130706433", "localhost.", "0"],
)
def test_other_machines_need_a_key(tmp_path: Path, host: str) -> None:
    """Whatever other machines may reach is refused without a key, even with a token."""
    for with_token in (False, True):
        with pytest.raises(ApiKeyMissing) as missing:
            access_for(_config(tmp_path), host=host, with_token=with_token, random_bytes=_bytes)
        assert missing.value.code == "ERR_API_KEY_MISSING"
    config = _config(tmp_path, _GOOD)
    assert not access_for(config, host=host, with_token=False, random_bytes=_bytes).open()


@pytest.mark.parametrize(
    "key",
    [
        "short",
        _GOOD[:32],  # 16 bytes
        _GOOD[:63],
        "correct horse battery staple and more",
        "a" * 64,
        "ab" * 32,
        "changeme" * 8,
        "changemechangemechangemechangemechangemechan",
        "0123456789abcdef" * 4,
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
        "9876543210zyxwvutsrqponmlkjihgfedcba9876543210",
    ],
)
def test_a_weak_key_is_no_key_for_other_machines(tmp_path: Path, key: str) -> None:
    """What cannot be 32 random bytes is refused where others may try it, and is not repeated."""
    config = _config(tmp_path, key)
    with pytest.raises(ApiKeyWeak) as weak:
        access_for(config, host="0.0.0.0", with_token=False, random_bytes=_bytes)
    assert weak.value.code == "ERR_API_KEY_WEAK"
    assert key not in str(weak.value.as_json())
    assert access_for(config, host="127.0.0.1", with_token=False, random_bytes=_bytes).key


def test_random_keys_are_never_called_weak(tmp_path: Path) -> None:
    """Two thousand keys as openssl and Python make them are all accepted."""
    import base64

    source = random.Random(5)
    for _ in range(500):
        raw = source.randbytes(32)
        plain = base64.b64encode(raw).decode()
        urlsafe = base64.urlsafe_b64encode(raw).decode().rstrip("=")
        for key in (raw.hex(), raw.hex().upper(), plain, urlsafe):
            access_for(
                _config(tmp_path, key), host="0.0.0.0", with_token=False, random_bytes=_bytes
            )


def test_each_start_has_its_own_tokens(tmp_path: Path) -> None:
    """Token and CSRF token come from 32 random bytes each and are not the same."""
    source = random.Random(7).randbytes
    first = access_for(_config(tmp_path), host="::1", with_token=True, random_bytes=source)
    second = access_for(_config(tmp_path), host="::1", with_token=True, random_bytes=source)
    assert first.token
    assert second.token
    found = {first.token.reveal(), second.token.reveal(), first.csrf, second.csrf}
    assert len(found) == 4
    assert all(len(text) == 43 for text in found)
    shown = repr(first)
    assert not any(text in shown for text in found)


def test_the_key_and_the_token_open() -> None:
    """Either is accepted as Bearer and in the form, in this exact spelling only."""
    access = _access("the-key", "the-token")
    for right in ("the-key", "the-token"):
        assert access.login_ok(right)
        assert access.bearer_ok(f"Bearer {right}")
        assert access.bearer_ok(f"bearer  {right} ")
    for wrong in ("", "the-ke", "the-key2", "THE-KEY", "the-key\0", " the-key", "ключ"):
        assert not access.login_ok(wrong)
        assert wrong.strip() == "the-key" or not access.bearer_ok(f"Bearer {wrong}")
    for header in ("", "the-key", "Basic the-key", "Bearer", "Bearer ", "Bearerthe-key"):
        assert not access.bearer_ok(header)
    assert access.token_ok("the-token")
    assert not access.token_ok("the-key")


def test_an_empty_key_opens_nothing() -> None:
    """Without key and token an empty text is not the key."""
    access = _access()
    assert access.open()
    assert not access.login_ok("")
    assert not access.token_ok("")
    assert not access.bearer_ok("Bearer ")
    assert not access.cookie_ok(access.new_cookie(0.0), 0.0)


def test_a_cookie_ends_and_outlives_a_restart() -> None:
    """A cookie opens for a week, with the same key after a restart too, and not with another."""
    cookie = _access("the-key").new_cookie(1_000.0)
    life = COOKIE_LIFE.total_seconds()
    assert life == 7 * _DAY
    again = _access("the-key", "another-token")
    assert again.cookie_ok(cookie, 1_000.0 + life - 1)
    assert not again.cookie_ok(cookie, 1_000.0 + life)
    assert not _access("another-key").cookie_ok(cookie, 1_000.0)
    assert "the-key" not in cookie
    assert _access("another-key").cookie_name != again.cookie_name
    assert replace(again, port=3000).cookie_name != replace(again, port=3001).cookie_name
    token_cookie = _access(token="first").new_cookie(0.0)
    assert _access(token="first").cookie_ok(token_cookie, 1.0)
    assert not _access(token="second").cookie_ok(token_cookie, 1.0)


@given(st.text() | st.from_regex(r"[0-9]{1,12}\.[0-9a-f]{64}", fullmatch=True))
def test_no_cookie_can_be_made_up(value: str) -> None:
    """Any text that we did not sign is refused, without an exception."""
    assert not _access("the-key").cookie_ok(value, 0.0)


@given(st.integers(0, 90), st.characters(max_codepoint=255))
def test_a_cookie_with_another_letter_is_none(at: int, letter: str) -> None:
    """Changing any letter of a cookie, its end date included, makes it worthless."""
    access = _access("the-key")
    cookie = access.new_cookie(1_700_000_000.0)
    at %= len(cookie)
    changed = cookie[:at] + letter + cookie[at + 1 :]
    assert access.cookie_ok(changed, 1_700_000_000.0) == (changed == cookie)


def test_secrets_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each decision goes through hmac.compare_digest over digests of equal length."""
    seen: list[tuple[int, int]] = []
    real = hmac.compare_digest

    def compare(one: bytes, two: bytes) -> bool:
        seen.append((len(one), len(two)))
        return real(one, two)

    monkeypatch.setattr("operatoros.web.access.hmac.compare_digest", compare)
    access = _access("the-key", "the-token")
    cookie = access.new_cookie(0.0)
    decisions: tuple[Callable[[], bool], ...] = (
        lambda: access.login_ok("x"),
        lambda: access.bearer_ok("Bearer a-much-longer-guess-than-any"),
        lambda: access.token_ok("x"),
        lambda: access.csrf_ok("x"),
        lambda: access.cookie_ok(cookie, 0.0),
    )
    for decide, count in zip(decisions, (2, 2, 1, 1, 1), strict=True):
        seen.clear()
        decide()
        assert seen == [(32, 32)] * count
    # The first of two matches: the second is compared all the same.
    seen.clear()
    assert access.login_ok("the-key")
    assert len(seen) == 2


def test_addresses_of_this_machine() -> None:
    """Only plain spellings count as loopback."""
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.8.9.1", "::1")))
    assert not any(map(is_loopback, ("", "0.0.0.0", "::", "127.1", "localhost.", "10.0.0.1")))
