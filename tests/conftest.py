"""What every test gets: no network beyond loopback, a state folder of its own, an async loop."""

from __future__ import annotations

import gc
import os
import signal
import socket
from pathlib import Path

import pytest
from hypothesis import settings

# Two cores are shared by the whole suite: how long one example takes says nothing.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

# A shell lets what it starts in the background ignore Ctrl-C, and children inherit that: tests that
# press it would hang there.
signal.signal(signal.SIGINT, signal.default_int_handler)

REPOSITORY = Path(__file__).resolve().parent.parent


def pytest_collection_finish() -> None:
    """Leave what ten thousand collected tests are made of to themselves.

    It stays until the end, and to look through it for unused cycles takes a third of a second.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, the one loop that we ship on."""
    return "asyncio"


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep tests away from the person's own state, keys and settings."""
    for name in list(os.environ):
        ours = name.startswith(("OPERATOROS_", "OPERATOR_", "ANTHROPIC_", "HUBSPOT_", "GONG_"))
        if ours and name not in {"OPERATOROS_SPECS", "OPERATOROS_REQUIREMENTS"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("OPERATOROS_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for another machine fails at once."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> None:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family != socket.AF_UNIX and host not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {address!r}")
        real(self, address)  # type: ignore[arg-type]  # checked above

    monkeypatch.setattr(socket.socket, "connect", connect)


@pytest.fixture
def specs() -> Path:
    """The folder with openly licensed specifications, read in place."""
    folder = Path(os.environ.get("OPERATOROS_SPECS", REPOSITORY.parent / "shared" / "specs"))
    if not folder.is_dir():
        pytest.skip(f"no specifications at {folder}: set OPERATOROS_SPECS")
    return folder
