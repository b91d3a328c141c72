"""Child processes: what they inherit, how they are found, and that none is left behind.

A child gets the variables that a connector declares and the few below, nothing else of ours. It
leads a process group of its own; whoever started it ends the whole group, on every way out.

Not promised: a descendant that left the group, outlived its parents and so can no longer be told
from a stranger (a daemon) is not found.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import TypeAlias

import anyio
import anyio.to_thread
from anyio.abc import ByteReceiveStream, Process

from operatoros import cores
from operatoros.catalog.programs import install_hint
from operatoros.display import show
from operatoros.errors import NotFound, Unavailable
from operatoros.secrets import Redactor

# What every program may expect of its surroundings; none of them is a place for secrets.
BASICS: frozenset[str] = frozenset(
    {"HOME", "PATH", "LANG", "LANGUAGE", "TZ"}
    | {"LC_ALL", "LC_COLLATE", "LC_CTYPE", "LC_MESSAGES", "LC_MONETARY", "LC_NUMERIC", "LC_TIME"}
)
# Without these no program starts on Windows.
WINDOWS_BASICS: frozenset[str] = frozenset(
    {"APPDATA", "COMSPEC", "HOMEDRIVE", "HOMEPATH", "LOCALAPPDATA", "NUMBER_OF_PROCESSORS", "OS"}
    | {"PATHEXT", "PROCESSOR_ARCHITECTURE", "PROGRAMDATA", "PROGRAMFILES", "SYSTEMDRIVE"}
    | {"SYSTEMROOT", "TEMP", "TMP", "USERPROFILE", "WINDIR"}
)
# A launcher downloads the program that it runs: it needs the way out.
LAUNCHER_BASICS: frozenset[str] = frozenset(
    {"TMPDIR", "TEMP", "TMP"}
    | {"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"}
    | {"http_proxy", "https_proxy", "all_proxy", "no_proxy"}
    | {"SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}
    | {"NODE_EXTRA_CA_CERTS"}
)
LAUNCHERS: frozenset[str] = frozenset({"npx", "npm", "pnpm", "bunx", "uvx", "uv", "pipx"})

STDERR_KEPT = 4096
# A server that means well ends when its input does; a child that does not is told, then ended.
_GRACE_S = 0.3
_TERM_S = 0.2
_REAP_S = 2.0
_POLL_S = 0.005
_CHUNK = 1 << 16


class CommandNotFound(NotFound):
    """A program that a connector names is not installed, or a file that it needs is missing."""

    code = "ERR_COMMAND_NOT_FOUND"

    def __init__(self, *, command: str, why: str = "", hint: str = "") -> None:
        super().__init__(
            f"command {command!r} " + (why or "is not installed: it is on no folder of PATH"),
            hint=hint or install_hint(command),
            details={"command": command},
        )


class CommandFailed(Unavailable):
    """The system could not start a program. Raised by: start."""

    code = "ERR_COMMAND_FAILED"

    def __init__(self, *, command: str, why: str) -> None:
        super().__init__(
            f"command {command!r} could not be started: {why}",
            hint="check that the file is a program for this machine and may be executed",
            details={"command": command, "why": why},
        )


def child_environment(
    ours: Mapping[str, str], *, declared: Mapping[str, str], launcher: bool = False
) -> dict[str, str]:
    """Return the variables of a child: the declared ones and a few basics of ours.

    Args:
        ours: Our own variables.
        declared: What the connector declares, templates filled in; wins over ours.
        launcher: Whether the program downloads what it runs (npx, uvx).
    """
    names = BASICS | (LAUNCHER_BASICS if launcher else frozenset())
    if os.name == "nt":
        names |= WINDOWS_BASICS
        given = {name: value for name, value in ours.items() if name.upper() in names}
    else:
        given = {name: value for name, value in ours.items() if name in names}
    return given | dict(declared)


def is_launcher(command: str) -> bool:
    """Say whether a program downloads what it runs."""
    return os.path.basename(command).removesuffix(".cmd").removesuffix(".exe") in LAUNCHERS


def find_command(command: str, *, path: str | None, folder: str) -> str:
    """Return the file of a program.

    A name is looked for on PATH and then beside our own Python, where packages installed
    together with us put theirs; anything with a slash is a file, relative to `folder`.

    Raises:
        CommandNotFound: if there is none.
    """
    if os.path.dirname(command):
        file = os.path.join(folder, os.path.expanduser(command))
        if os.path.isfile(file) and os.access(file, os.X_OK):
            return file
        why = "is not executable" if os.path.isfile(file) else "does not exist"
        raise CommandNotFound(command=command, why=why)
    ours = os.path.dirname(sys.executable)
    found = shutil.which(command, path=path or os.defpath) or shutil.which(command, path=ours)
    if found is None:
        raise CommandNotFound(command=command)
    return found


@dataclass(slots=True)
class Child:
    """A running child process.

    Attributes:
        process: The process, leader of its own group.
        hurry: Whether it gets no time to leave by itself.
    """

    process: Process
    hurry: bool = False
    _stderr: bytearray = field(default_factory=bytearray)
    _stderr_cut: bool = False
    _stderr_read: anyio.Event = field(default_factory=anyio.Event)

    def last_words(self, redactor: Redactor) -> str:
        """Return the last 4 KB of its error output, without secrets, safe to show."""
        text = self._stderr.decode("utf-8", "backslashreplace")
        if self._stderr_cut:
            # What was cut off in front may have been the first half of a secret: begin at a line,
            # or at least at a word.
            _, end, rest = text[:STDERR_KEPT].partition("\n")
            if not end:
                _, _, rest = text[:STDERR_KEPT].partition(" ")
            text = rest + text[STDERR_KEPT:]
        text = redactor.redact(text)
        return show(text[-STDERR_KEPT:])

    async def exited(self, within_s: float) -> int | None:
        """Wait for its end; return its exit status, negative for a signal, None if it runs on."""
        # Not process.wait(): that also waits until every descendant has closed the pipes.
        with anyio.move_on_after(within_s):
            while self.process.returncode is None:  # noqa: ASYNC110 - nothing tells without pipes
                await anyio.sleep(_POLL_S)
        return self.process.returncode

    async def end(self) -> None:
        """End the whole group, politely first unless in a hurry, and reap it."""
        family: set[Member] = set()
        pid = self.process.pid
        if self.process.returncode is None:
            # Looked at while it lives: once it is gone nothing tells whose child an orphan was.
            family |= await anyio.to_thread.run_sync(descendants, pid)
            if not self.hurry:
                if self.process.stdin is not None:
                    with _ending():
                        await self.process.stdin.aclose()
                await self.exited(_GRACE_S)
        if self.process.returncode is None and _signal_group(pid, signal.SIGTERM):
            await self.exited(_TERM_S)
            family |= await anyio.to_thread.run_sync(descendants, pid)
        # The leader may be gone while others of its group live on.
        _signal_group(pid, _KILL)
        if family:
            await anyio.to_thread.run_sync(_kill_members, family)
        await self.exited(_REAP_S)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            if stream is not None:
                with _ending():
                    await stream.aclose()
        _close_transport(self.process)

    async def keep_stderr(self) -> None:
        """Read its error output to the end, keeping the last of it."""
        assert self.process.stderr is not None
        with _ending():
            async for piece in self.process.stderr:
                self._stderr += piece
                if len(self._stderr) > 8 * STDERR_KEPT:
                    del self._stderr[: -4 * STDERR_KEPT]
                    self._stderr_cut = True
        self._stderr_read.set()

    async def gone(self) -> int | None:
        """Wait a moment for a child whose output ended: for its status and its last words."""
        status = await self.exited(_GRACE_S)
        with anyio.move_on_after(_GRACE_S):
            await self._stderr_read.wait()
        return status


@asynccontextmanager
async def started(argv: Sequence[str], *, env: Mapping[str, str], cwd: str) -> AsyncIterator[Child]:
    """Start a child with pipes; at the end of the block its whole group is gone.

    Args:
        argv: File of the program and its arguments; no shell.
        env: All of its variables.
        cwd: Its working folder.

    Raises:
        CommandFailed: if the system refuses to start it.
    """
    try:
        process = await anyio.open_process(
            list(argv), env=dict(env), cwd=cwd, start_new_session=True
        )
    except (OSError, ValueError) as exc:
        why = exc.strerror or str(exc) if isinstance(exc, OSError) else str(exc)
        raise CommandFailed(command=argv[0], why=why) from exc
    cores.free(process.pid)
    child = Child(process)
    failure: Exception | None = None
    async with anyio.create_task_group() as group:
        group.start_soon(child.keep_stderr)
        try:
            yield child
        except Exception as exc:  # raised again below: the group would wrap it
            failure = exc
        except BaseException:
            child.hurry = True
            raise
        finally:
            with anyio.CancelScope(shield=True):
                await child.end()
            group.cancel_scope.cancel()
    if failure is not None:
        raise failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """What a short-lived child left.

    Attributes:
        status: Exit status; negative for the signal that ended it.
        out: What it wrote, at most as much as was allowed.
        err: The last of its error output, safe to show.
        cut: Whether it wrote more than was allowed and was ended for it.
    """

    status: int
    out: bytes
    err: str
    cut: bool = False


async def run(
    argv: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: str,
    max_bytes: int,
    redactor: Redactor,
    feed: bytes = b"",
) -> Finished:
    """Run a child to its end and return what it wrote.

    Args:
        argv: File of the program and its arguments.
        env: All of its variables.
        cwd: Its working folder.
        max_bytes: Most bytes taken of its output; beyond them it is ended.
        redactor: Takes secrets out of its error output.
        feed: Its input.

    Raises:
        CommandFailed: if the system refuses to start it.
    """
    async with started(argv, env=env, cwd=cwd) as child, anyio.create_task_group() as group:
        group.start_soon(_feed, child.process, feed)
        assert child.process.stdout is not None
        out, cut = await _read(child.process.stdout, max_bytes)
        child.hurry = cut
        if not cut:
            await child.gone()
        group.cancel_scope.cancel()
    status = child.process.returncode
    return Finished(
        status=-_KILL if status is None else status,
        out=out,
        err=child.last_words(redactor),
        cut=cut,
    )


async def _feed(process: Process, feed: bytes) -> None:
    assert process.stdin is not None
    with _ending():
        if feed:
            await process.stdin.send(feed)
        await process.stdin.aclose()


async def _read(stream: ByteReceiveStream, max_bytes: int) -> tuple[bytes, bool]:
    out = bytearray()
    with _ending():
        while len(out) <= max_bytes:
            out += await stream.receive(_CHUNK)
    return bytes(out[:max_bytes]), len(out) > max_bytes


@contextmanager
def _ending() -> Iterator[None]:
    """Let pass what is normal when the other end of a pipe, or a process, is gone."""
    try:
        yield
    except (anyio.EndOfStream, anyio.ClosedResourceError, anyio.BrokenResourceError, OSError):
        pass


_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)


def _signal_group(pid: int, number: int) -> bool:
    """Send a signal to everyone in the group that `pid` leads; say whether anyone was there."""
    try:
        if hasattr(os, "killpg"):
            os.killpg(pid, number)
        else:
            os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


# A process, by id and by when it started: ids are used again.
Member: TypeAlias = tuple[int, bytes]


def descendants(pid: int) -> set[Member]:
    """Return the processes that descend from `pid`, also those that left its group.

    A browser that a server steers leads a group of its own, yet is still a child. Where there is
    no /proc the group has to do.
    """
    below: dict[int, list[Member]] = {}
    try:
        names = os.listdir("/proc")
    except OSError:
        return set()
    for name in names:
        parent_and_start = _parent_and_start(name) if name.isdigit() else None
        if parent_and_start is not None:
            parent, start = parent_and_start
            below.setdefault(parent, []).append((int(name), start))
    found: set[Member] = set()
    waiting = [pid]
    while waiting:
        for member in below.get(waiting.pop(), []):
            found.add(member)
            waiting.append(member[0])
    return found


def _parent_and_start(name: str) -> tuple[int, bytes] | None:
    try:
        with open(f"/proc/{name}/stat", "rb") as file:
            # The program's name, in parentheses, may itself hold anything.
            fields = file.read().rpartition(b")")[2].split()
    except OSError:
        return None
    return (int(fields[1]), fields[19]) if len(fields) > 19 else None


def _kill_members(family: set[Member]) -> None:
    for pid, start in family:
        now = _parent_and_start(str(pid))
        if now is not None and now[1] == start:
            with _ending():
                os.kill(pid, _KILL)


def _close_transport(process: Process) -> None:
    """Close asyncio's end of a child whose pipes a survivor may still hold open.

    Nothing public reaches it, and an open one complains when it is collected.
    """
    transport = getattr(getattr(process, "_process", None), "_transport", None)
    if transport is not None:
        with _ending():
            transport.close()
