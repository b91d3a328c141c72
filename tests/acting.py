"""What tests of acting share: blocks as a chat writes them, and a real desk on real folders."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from operatoros.protocol.payloads import PROBE
from operatoros.protocol.scanner import scan
from operatoros.review.desk import Desk, open_desk
from operatoros.review.entries import Entry, Origin
from operatoros.review.propose import Proposed, propose
from operatoros.secrets import Redactor
from operatoros.store.owners import this_process
from operatoros.workspace.opening import open_workspace
from operatoros.workspace.places import places_for

CHAT = Origin(kind="chat", name="test", chat="chat-1")


def block(action: str, *, name: str = "c-1", **fields: str) -> str:
    """Return a block; `payload_x` gives the field x as `|` lines."""
    lines = ["OPERATOR_CMD", "version: 1", f"id: {name}", f"action: {action}"]
    if any(key.startswith("payload_") for key in fields):
        lines.append(f"probe: {PROBE}")
    for key, value in fields.items():
        if key.startswith("payload_"):
            lines.append(f"{key.removeprefix('payload_')}:")
            lines += ["|" + line for line in value.split("\n")]
        else:
            lines.append(f"{key}: {value}")
    return "\n".join([*lines, "END_OPERATOR_CMD", ""])


def write(path: str, content: str, *, name: str = "w-1", **fields: str) -> str:
    """Return a block that writes a whole file."""
    packed = base64.b64encode(content.encode()).decode()
    return block("fs.write", name=name, path=path, content_b64=packed, **fields)


def edits(path: str, *edit: dict[str, object], name: str = "e-1") -> str:
    """Return a block with edits."""
    document = json.dumps({"version": 1, "edits": list(edit)})
    packed = base64.b64encode(document.encode()).decode()
    return block("fs.applyEdits", name=name, path=path, edits_b64=packed)


class Clock:
    """A clock that tests move; each look is a millisecond later."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 21, 8, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time, a millisecond later than the last one."""
        self.at += timedelta(milliseconds=1)
        return self.at


class Tokens:
    """Tokens that never repeat, and are the same in every test."""

    def __init__(self, name: str = "t") -> None:
        self.name = name
        self.count = 0

    def __call__(self) -> str:
        """Return the next token."""
        self.count += 1
        return f"{self.name}{self.count:015d}"


@contextmanager
def desk_at(
    workspace: Path,
    state: Path,
    *,
    policy: str | None = None,
    clock: Clock | None = None,
    tokens: Tokens | None = None,
    redactor: Redactor | None = None,
) -> Iterator[Desk]:
    """Open a real desk on real folders, with a clock and tokens of the test."""
    workspace.mkdir(parents=True, exist_ok=True)
    state.mkdir(parents=True, exist_ok=True)
    file = state / "policy.yaml"
    if policy is not None:
        file.write_text(policy, encoding="utf-8")
    now = clock or Clock()
    tokens = tokens or Tokens(os.urandom(2).hex())
    places = places_for(str(state), str(workspace))
    with (
        open_workspace(str(workspace), places, now=now()) as opened,
        open_desk(
            opened,
            policy_file=str(file),
            redactor=redactor or Redactor(),
            now=now,
            token=tokens,
            who="tester",
            owner=this_process(),
        ) as desk,
    ):
        yield desk


def put(desk: Desk, text: str, *, origin: Origin = CHAT) -> list[Proposed]:
    """Scan a text and put it in the inbox."""
    return list(propose(desk, scan(text, session=desk.session()), origin))


def put_one(desk: Desk, text: str, *, origin: Origin = CHAT) -> Entry:
    """Put a text with exactly one command in the inbox."""
    (item,) = put(desk, text, origin=origin)
    assert item.entry is not None
    return item.entry


def signed(desk: Desk, text: str) -> str:
    """Return a block with the session's token."""
    return text.replace("END_OPERATOR_CMD", f"session: {desk.session()}\nEND_OPERATOR_CMD")


def operatoros(
    *arguments: str, home: Path, given: str | bytes = "", cwd: Path | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    """Run the real program in a process of its own, without a terminal."""
    raw = given.encode() if isinstance(given, str) else given
    variables = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "OPERATOROS_HOME": str(home / "state"),
        "NO_COLOR": "1",
        **env,
    }
    done = subprocess.run(
        [sys.executable, "-m", "operatoros", *arguments],
        input=raw,
        capture_output=True,
        env=variables,
        cwd=cwd or home,
        check=False,
        start_new_session=True,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


class ScriptedKeys:
    """A person whose answers are known beforehand; keeps what was asked."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    def key(self, prompt: str, allowed: str) -> str:
        """Return the next answer; the script must know what is allowed."""
        self.asked.append(prompt)
        answer = self.answers.pop(0) if self.answers else ""
        assert answer in ("", "\x1b") or answer in allowed, f"{answer!r} is not among {allowed!r}"
        return answer

    def line(self, prompt: str) -> str | None:
        """Return the next answer as a line."""
        self.asked.append(prompt)
        return self.answers.pop(0) if self.answers else None
