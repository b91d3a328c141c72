"""The clipboard through the system's own programs, found when they are needed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from operatoros.errors import Exhausted, Unavailable

_TIMEOUT_S = 5
# What a scan looks at, in bytes of UTF-8 at most four a character.
_MOST_BYTES = 8_000_000


class NoClipboard(Unavailable):
    """No program that reads and writes the clipboard was found."""

    code = "ERR_NO_CLIPBOARD"

    def __init__(self, *, tried: tuple[str, ...]) -> None:
        super().__init__(
            f"no program for the clipboard was found (looked for {', '.join(tried)})",
            hint="install wl-clipboard (Wayland), xclip or xsel (X11);"
            " or use `operatoros act FILE`",
            details={"tried": list(tried)},
        )


class ClipboardFailed(Unavailable):
    """The program for the clipboard failed."""

    code = "ERR_CLIPBOARD"

    def __init__(self, *, program: str, why: str) -> None:
        super().__init__(
            f"{program} could not use the clipboard: {why}",
            hint="is this a session with a screen? else use `operatoros act FILE`",
            details={"program": program},
        )


class ClipboardTooLarge(Exhausted):
    """The clipboard holds more than is looked at."""

    code = "ERR_CLIPBOARD_TOO_LARGE"

    def __init__(self, *, size: int) -> None:
        super().__init__(
            f"the clipboard holds {size:,} bytes",
            hint="copy the last part of the chat only",
            details={"size": size},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Programs:
    """How one system reads and writes its clipboard.

    Attributes:
        read: Program and arguments that print the clipboard.
        write: Program and arguments that take it from their input.
        needs: A variable that says that it can work here; empty for none.
        empty: Exit statuses that mean an empty clipboard.
    """

    read: tuple[str, ...]
    write: tuple[str, ...]
    needs: str = ""
    empty: frozenset[int] = frozenset()


_POWERSHELL = "powershell.exe"
# Set-Clipboard takes text; the input's bytes are UTF-8 whatever the console's code page is.
_TO_WINDOWS = (
    "[Console]::InputEncoding=[Text.Encoding]::UTF8;"
    "Set-Clipboard -Value ([Console]::In.ReadToEnd())"
)
_FROM_WINDOWS = "[Console]::OutputEncoding=[Text.Encoding]::UTF8;Get-Clipboard -Raw"

PROGRAMS: tuple[Programs, ...] = (
    Programs(
        read=("wl-paste", "--no-newline", "--type", "text"),
        write=("wl-copy",),
        needs="WAYLAND_DISPLAY",
        empty=frozenset({1}),
    ),
    Programs(
        read=("xclip", "-selection", "clipboard", "-o"),
        write=("xclip", "-selection", "clipboard", "-i"),
        needs="DISPLAY",
        empty=frozenset({1}),
    ),
    Programs(
        read=("xsel", "--clipboard", "--output"),
        write=("xsel", "--clipboard", "--input"),
        needs="DISPLAY",
    ),
    Programs(read=("pbpaste",), write=("pbcopy",)),
    Programs(
        read=(_POWERSHELL, "-NoProfile", "-Command", _FROM_WINDOWS),
        write=(_POWERSHELL, "-NoProfile", "-Command", _TO_WINDOWS),
    ),
)


class Clipboard:
    """The clipboard of this session."""

    def __init__(self, programs: Programs) -> None:
        """Use these programs."""
        self._programs = programs

    def read(self) -> str:
        """Return the text that was copied; empty if there is none.

        Raises:
            ClipboardFailed: if the program fails.
            ClipboardTooLarge: if there is more than is looked at.
        """
        done = self._run(self._programs.read, None)
        if done.returncode in self._programs.empty:
            return ""
        if done.returncode != 0:
            why = (done.stderr or b"").decode("utf-8", "replace").strip()[:200]
            raise ClipboardFailed(program=self._programs.read[0], why=why or "it failed")
        if len(done.stdout) > _MOST_BYTES:
            raise ClipboardTooLarge(size=len(done.stdout))
        return done.stdout.decode("utf-8", "replace")

    def write(self, text: str) -> None:
        """Put a text in the clipboard.

        Raises:
            ClipboardFailed: if the program fails.
        """
        done = self._run(self._programs.write, text.encode("utf-8", "replace"))
        if done.returncode != 0:
            status = f"it ended with status {done.returncode}"
            raise ClipboardFailed(program=self._programs.write[0], why=status)

    @staticmethod
    def _run(argv: tuple[str, ...], given: bytes | None) -> subprocess.CompletedProcess[bytes]:
        try:
            if given is None:
                return subprocess.run(
                    argv,
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    timeout=_TIMEOUT_S,
                    check=False,
                )
            # The X11 programs stay behind to serve the selection: they must not hold a pipe of
            # ours, or we would wait for them for ever.
            return subprocess.run(
                argv,
                input=given,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_TIMEOUT_S,
                check=False,
            )
        except subprocess.TimeoutExpired as exc:
            why = f"no answer within {_TIMEOUT_S} s"
            raise ClipboardFailed(program=argv[0], why=why) from exc
        except OSError as exc:
            raise ClipboardFailed(program=argv[0], why=exc.strerror or str(exc)) from exc


def find_clipboard(
    environment: Mapping[str, str], *, which: Callable[[str], str | None] = shutil.which
) -> Clipboard:
    """Return the clipboard that works here.

    Args:
        environment: The process's variables.
        which: Finds a program.

    Raises:
        NoClipboard: if no program for it was found.
    """
    for programs in PROGRAMS:
        if programs.needs and not environment.get(programs.needs):
            continue
        if which(programs.read[0]) and which(programs.write[0]):
            return Clipboard(programs)
    raise NoClipboard(tried=tuple(programs.read[0] for programs in PROGRAMS))
