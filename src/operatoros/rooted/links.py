"""Following links on the way to something that is only read (rule W3).

A link is never followed by the kernel here. Its text is read and walked name by name from the
folder that holds it; the outcome is a path without links, which is then opened as such. So the
path that a rule looks at (is it secret-like?) is the path that is opened.
"""

from __future__ import annotations

import os
import stat
from collections import deque

from operatoros.rooted import flags
from operatoros.rooted.handles import shut
from operatoros.rooted.refusals import PathIsLink, translate

MAX_HOPS = 32


def follow(root: int, parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of what a path with links ends at.

    Args:
        root: Handle of the root.
        parts: Names from the root down.

    Raises:
        PathIsLink: for an absolute link, one that leads out, or more than 32 of them.
        OperatorosError: what `translate` gives for the rest (nothing there, no folder, ...).
    """
    shown = "/".join(parts)
    waiting = deque(parts)
    found: list[str] = []
    handles = [root]
    hops = 0
    try:
        while waiting:
            name = waiting.popleft()
            if name == "..":
                if not found:
                    raise PathIsLink(path=shown, reason="it leads out of the workspace")
                found.pop()
                shut(handles.pop())
                continue
            status = os.stat(name, dir_fd=handles[-1], follow_symlinks=False)
            if stat.S_ISLNK(status.st_mode):
                hops += 1
                if hops > MAX_HOPS:
                    raise PathIsLink(path=shown, reason=f"more than {MAX_HOPS} links in a row")
                waiting.extendleft(reversed(_names_of(handles[-1], name, shown)))
                continue
            found.append(name)
            # The last name is not opened: it may be a pipe. It keeps a place in `handles`, so
            # that a `..` after it (a link may end in one) finds its folder.
            if waiting:
                handles.append(os.open(name, flags.STEP, dir_fd=handles[-1]))
    except OSError as exc:
        raise translate(exc, shown) from exc
    finally:
        for handle in handles[1:]:
            shut(handle)
    return tuple(found)


def _names_of(folder: int, name: str, shown: str) -> list[str]:
    """Return the names in a link's text."""
    target = os.readlink(name, dir_fd=folder)
    if target.startswith("/"):
        raise PathIsLink(path=shown, reason="it is an absolute link")
    return [part for part in target.split("/") if part not in ("", ".")]
