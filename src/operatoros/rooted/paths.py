"""Which texts are paths of a workspace (rule W2). Pure: nothing here looks at a disk.

Read rules hold for every path; change rules are added for what would be created or changed, so
that a name made here is a name everywhere: also on Windows, also on a Mac, also to the eye.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from operatoros.display import DEFAULT_IGNORABLE
from operatoros.rooted.refusals import PathNotAllowed

MAX_PATH_BYTES = 1024
MAX_NAME_BYTES = 255

# Categories that no eye sees: controls, formats (bidi, zero-width, tags), line separators.
_UNSEEN = frozenset({"Cc", "Cf", "Zl", "Zp"})

_DRIVE = re.compile(r"[A-Za-z]:")
_SHORT_NAME = re.compile(r"~[0-9]+(\.|$)")
_NOT_ON_WINDOWS = re.compile(r'[:<>"|?*]')
# Windows also takes the superscript digits one, two and three for COM and LPT.
_DEVICE = re.compile(
    r"(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|COM[0-9\u00b9\u00b2\u00b3]|LPT[0-9\u00b9\u00b2\u00b3])"
    r"[ ]*(\.|$)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class RelPath:
    """A path that passed the rules, as its names.

    Attributes:
        parts: Names from the root down; empty for the root itself.
        folder: Whether the text ended in `/`, so only a folder can be meant.
    """

    parts: tuple[str, ...]
    folder: bool = False

    @property
    def text(self) -> str:
        """The one spelling of this path: no `./`, no doubled or trailing slash; root is `.`."""
        return "/".join(self.parts) or "."

    @property
    def name(self) -> str:
        """The last name; empty for the root."""
        return self.parts[-1] if self.parts else ""

    @property
    def parent(self) -> RelPath:
        """The folder that holds it; the root for the root."""
        return RelPath(self.parts[:-1])

    def child(self, name: str) -> RelPath:
        """Return the path of a name inside this folder."""
        return RelPath((*self.parts, name))


ROOT = RelPath(())


def as_path(text: str) -> RelPath:
    """Return the path of a text that `RelPath.text` gave: checked before, not checked again."""
    return ROOT if text == "." else RelPath(tuple(text.split("/")))


@lru_cache(maxsize=1024)
def for_reading(text: str) -> RelPath:
    """Read a path of which something will be listed, read or searched.

    Raises:
        PathNotAllowed: naming the rule that it breaks.

    Source: rule W2, first half.
    """
    reason = _whole(text)
    parts = tuple(part for part in text.split("/") if part not in ("", "."))
    for part in parts if reason is None else ():
        reason = _component(part)
        if reason is not None:
            break
    if reason is not None:
        raise PathNotAllowed(path=text, reason=reason)
    return RelPath(parts, folder=text.endswith(("/", "/.")) or text == ".")


@lru_cache(maxsize=1024)
def for_changing(text: str) -> RelPath:
    """Read a path of something that will be created, changed, moved or deleted.

    Raises:
        PathNotAllowed: naming the rule that it breaks.

    Source: rule W2, both halves.
    """
    path = for_reading(text)
    for part in path.parts:
        reason = changing_name(part)
        if reason is not None:
            raise PathNotAllowed(path=text, reason=reason)
    return path


def changing_name(name: str) -> str | None:
    """Say why a name must not be made or changed; None if it may be.

    Source: rule W2, second half.
    """
    if _DEVICE.match(name):
        return f"{name!r} is a device on Windows"
    if _NOT_ON_WINDOWS.search(name):
        return f'{name!r} has one of : < > " | ? * in it'
    if _SHORT_NAME.search(name):
        return f"{name!r} looks like a Windows short name"
    if name[0].isspace():
        return f"{name!r} begins with a blank"
    if len(name.encode()) > MAX_NAME_BYTES:
        return f"a name is longer than {MAX_NAME_BYTES} bytes"
    return None


def _whole(text: str) -> str | None:
    """Say what is wrong with the text as a whole."""
    if not text:
        return "it is empty"
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return "it is not valid Unicode"
    if size > MAX_PATH_BYTES:
        return f"it is longer than {MAX_PATH_BYTES} bytes"
    if text[0].isspace():
        return "it begins with a blank"
    if text[0] == "/":
        return "it is absolute"
    if text[0] == "~":
        return "it begins with ~"
    if _DRIVE.match(text):
        return "it begins with a drive letter"
    if "\\" in text:
        return "it has a backslash; names are separated by /"
    # Plain ASCII is the common case and needs no look-up.
    if text.isascii() and text.isprintable():
        return None
    for char in text:
        if unseen(char):
            return f"it has the invisible character U+{ord(char):04X}"
    return None


def _component(part: str) -> str | None:
    """Say what is wrong with one name."""
    if part == "..":
        return "it has .. in it"
    if part[-1] == "." or part[-1].isspace():
        return f"{part!r} ends in a dot or blank"
    return None


def unseen(char: str) -> bool:
    """Tell whether a character does not show itself (controls, bidi, zero-width, ignorable)."""
    if unicodedata.category(char) in _UNSEEN:
        return True
    code = ord(char)
    return any(low <= code <= high for low, high in DEFAULT_IGNORABLE)


def folded(text: str) -> str:
    """Return the form in which names are compared with lists: NFC, case folded.

    A file system may take two spellings for one name; a list must then match both.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def windows_beneath(root: str, final: str) -> bool:
    r"""Tell whether the final path of a Windows handle lies beneath that of the root's handle.

    Both are what GetFinalPathNameByHandleW gives (`\\?\C:\...` or `\\?\UNC\...`). The comparison
    is by whole names and without regard to case, as the file system does it; a stream suffix
    (`:`) after the volume is never beneath. Pure, tested as a table; not run on Windows.
    """
    base = root.rstrip("\\").casefold()
    other = final.casefold()
    if not base.startswith("\\\\?\\") or not other.startswith("\\\\?\\"):
        return False
    if other != base and not other.startswith(base + "\\"):
        return False
    rest = other[len(base) :]
    return ":" not in rest and ".." not in rest.split("\\")
