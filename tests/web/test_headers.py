"""The headers of every response."""

from __future__ import annotations

from typing import Any

import pytest

from operatoros.web.headers import Stamping, stamped

_ALWAYS = {
    b"content-security-policy",
    b"x-content-type-options",
    b"referrer-policy",
    b"cross-origin-opener-policy",
    b"cross-origin-resource-policy",
    b"permissions-policy",
}


def test_ours_win_and_cors_goes() -> None:
    """An application cannot weaken a header of ours, name the server, or open it to others."""
    given = [
        (b"Content-Security-Policy", b"default-src *"),
        (b"Server", b"x"),
        (b"Access-Control-Allow-Origin", b"*"),
        (b"access-control-allow-credentials", b"true"),
        (b"X-Kept", b"1"),
        (b"Cache-Control", b"public"),
    ]
    found = stamped(given, status=200, asset=False)
    names = [name for name, _ in found]
    assert sorted(names) == sorted({*_ALWAYS, b"x-kept", b"cache-control"})
    assert dict(found)[b"cache-control"] == b"no-store"
    policy = dict(found)[b"content-security-policy"].decode()
    assert policy.startswith("default-src 'none'; script-src 'self';")
    assert "unsafe" not in policy
    assert "*" not in policy


@pytest.mark.parametrize(
    ("status", "asset", "said", "kept"),
    [
        (200, True, b"public, immutable", b"public, immutable"),
        (304, True, b"public, immutable", b"public, immutable"),
        (404, True, b"public, immutable", b"no-store"),
        (200, True, None, b"no-store"),
        (200, False, b"public, immutable", b"no-store"),
        (500, False, None, b"no-store"),
    ],
)
def test_only_assets_are_kept(status: int, asset: bool, said: bytes | None, kept: bytes) -> None:
    """A browser keeps an asset that is there; nothing else that we send."""
    given = [] if said is None else [(b"cache-control", said)]
    found = stamped(given, status=status, asset=asset)
    assert [value for name, value in found if name == b"cache-control"] == [kept]


@pytest.mark.anyio
async def test_bodies_pass_as_they_come() -> None:
    """Only the start of a response is touched."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    stamping = Stamping(send, asset=False)
    body = {"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True}
    before = stamping.started
    await stamping({"type": "http.response.start", "status": 200})
    await stamping(body)
    assert (before, stamping.started) == (False, True)
    assert sent[1] is body
    assert {name for name, _ in sent[0]["headers"]} >= _ALWAYS
