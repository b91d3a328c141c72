"""What the tests of this room work with: a workspace, commands, and a look at the whole disk."""

from __future__ import annotations

import base64
import hashlib
import itertools
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from operatoros.protocol.command import Command, Edit
from operatoros.workspace.apply import apply
from operatoros.workspace.opened import Limits, Workspace
from operatoros.workspace.opening import open_workspace
from operatoros.workspace.places import Places, places_for
from operatoros.workspace.plan import Done, Plan
from operatoros.workspace.prepare import prepare
from operatoros.workspace.undo import undo

NOW = datetime(2026, 11, 21, 7, 30, tzinfo=UTC)
_TOKENS = itertools.count(1)


def token() -> str:
    """Return a name that no other change of this process has."""
    return f"{os.getpid():08d}{next(_TOKENS):08d}"


def command(action: str, path: str | None = None, **args: object) -> Command:
    """Return a command as a scan gives it; `base`, `path_to` are taken out of the arguments."""
    path_to, base = args.pop("path_to", None), args.pop("base", None)
    said = repr((action, path, path_to, base, sorted(args.items())))
    return Command(
        id="c-1",
        action=action,
        line=1,
        fields={},
        path=path,
        path_to=None if path_to is None else str(path_to),
        base=None if base is None else str(base),
        args=args,
        digest=hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest(),
    )


def write(path: str, content: bytes | str, **args: object) -> Command:
    """Return an fs.write command."""
    data = content.encode() if isinstance(content, str) else content
    return command("fs.write", path, content=data, **args)


def edits(path: str, *wanted: Edit, **args: object) -> Command:
    """Return an fs.applyEdits command."""
    return command("fs.applyEdits", path, edits=tuple(wanted), **args)


def patch(path: str, text: str, **args: object) -> Command:
    """Return an fs.patch command."""
    return command("fs.patch", path, patch=text, **args)


@dataclass
class Desk:
    """A workspace with the folder of its own files beside it.

    Attributes:
        workspace: The open workspace.
        folder: Its folder.
        places: Where its own files lie.
    """

    workspace: Workspace
    folder: Path
    places: Places
    now: datetime = field(default=NOW)

    def plan(self, wanted: Command) -> Plan:
        """Prepare a command."""
        return prepare(wanted, self.workspace)

    def apply(self, plan: Plan, **context: str) -> Done:
        """Apply a plan as if it had been approved."""
        self.now += timedelta(seconds=1)
        return apply(
            plan, plan.digest, self.workspace, now=self.now, token=token(), context=context
        )

    def do(self, wanted: Command) -> Done:
        """Prepare and apply."""
        return self.apply(self.plan(wanted))

    def undo(self, seq: int) -> Done:
        """Undo an act."""
        return self.apply(undo(seq, self.workspace))

    def put(self, path: str, content: bytes | str, mode: int = 0o644) -> Path:
        """Put a file into the workspace by hand."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content.encode() if isinstance(content, str) else content)
        target.chmod(mode)
        return target

    def tree(self) -> Mapping[str, tuple[object, ...]]:
        """Return everything in the workspace."""
        return tree_of(self.folder)

    def strays(self) -> list[str]:
        """Return temporaries left in the workspace or the stores."""
        return strays(self.folder) + strays(Path(self.places.folder))


@contextmanager
def desk(base: Path, *, force_walk: bool = False, limits: Limits | None = None) -> Iterator[Desk]:
    """Open a workspace at `base`/work with its own files in `base`/state."""
    folder = base / "work"
    folder.mkdir(exist_ok=True)
    places = places_for(str(base / "state"), str(folder))
    with open_workspace(
        str(folder), places, now=NOW, force_walk=force_walk, limits=limits
    ) as opened:
        yield Desk(workspace=opened, folder=folder, places=places)


def tree_of(folder: Path) -> dict[str, tuple[object, ...]]:
    """Return path -> (kind, mode, content or link text) of everything below a folder."""
    found: dict[str, tuple[object, ...]] = {}
    for here, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = os.path.join(here, name)
            status = os.lstat(path)
            mode = stat.S_IMODE(status.st_mode)
            key = os.path.relpath(path, folder)
            if stat.S_ISLNK(status.st_mode):
                found[key] = ("link", os.readlink(path))
            elif stat.S_ISDIR(status.st_mode):
                found[key] = ("folder", mode)
            elif stat.S_ISREG(status.st_mode):
                found[key] = ("file", mode, Path(path).read_bytes())
            else:
                found[key] = ("other", mode)
    return found


def hash_of(tree: Mapping[str, tuple[object, ...]]) -> str:
    """Return one hash of a whole tree, modes included."""
    return hashlib.sha256(repr(sorted(tree.items())).encode()).hexdigest()


def strays(folder: Path) -> list[str]:
    """Return the temporaries below a folder."""
    return [
        os.path.join(here, name)
        for here, folders, files in os.walk(folder)
        for name in (*folders, *files)
        if name.startswith(".operatoros-") or name.endswith(".part")
    ]


def b64(text: str) -> str:
    """Return base64 as a chat would write it."""
    return base64.b64encode(text.encode()).decode()
