"""Text files beneath one declared folder: read, listed, searched; nothing outside, no secrets.

Every path goes through `rooted`: the folder is opened once, and no `..`, absolute path or link
leads out of it. Files that hold secrets by their name (`.env`, private keys) are not read, so that
they never come near a model. What `.gitignore` files leave out is left out of lists and searches.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, TypeVar

import anyio.to_thread

from operatoros.catalog.declared import Param
from operatoros.connectors.asking import Answer, Context, Question, Tool
from operatoros.connectors.paging import RecordsCut
from operatoros.connectors.tape import Came
from operatoros.connectors.wire import info
from operatoros.errors import Exhausted, InvalidInput, OperatorosError, Refused
from operatoros.rooted.paths import RelPath, for_reading
from operatoros.rooted.root import Kind, Root
from operatoros.values.jsonable import Json
from operatoros.values.record import Shape

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

T = TypeVar("T")
MAX_READ = 200_000
MAX_SEARCHED = 2_000_000
MAX_TOTAL = 200_000_000
MAX_ENTRIES = 100_000
_MAX_LINE = 400
_MAX_QUERY = 1000
_MAX_IGNORE = 65_536
_BINARY_LOOK = 8192
# By name, compared without case. An example file holds no secrets, that is its point.
PRIVATE: tuple[str, ...] = (
    ".env", ".env.*", "*.env", "*.pem", "*.key", "*.p12", "*.pfx", "*.keystore", "*.jks",
    "id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*", ".netrc", "_netrc", ".npmrc", ".pypirc",
    ".pgpass", ".git-credentials", ".htpasswd", "credentials", "credentials.*", "*.kdbx",
)  # fmt: skip
PUBLIC: tuple[str, ...] = (".env.example", ".env.sample", ".env.template", "*.pub")
_PRIVATE_FOLDERS = frozenset({".git", ".ssh", ".aws", ".gnupg"})
_LEFT_OUT_FOLDERS = frozenset({"node_modules", "__pycache__", ".venv", ".hg", ".svn"})


class FilePrivate(Refused):
    """A file holds secrets, by its name; it is never read."""

    code = "ERR_FILE_PRIVATE"

    def __init__(self, *, path: str) -> None:
        super().__init__(
            f"{path!r} may hold secrets by its name; it was not read",
            hint="copy what a briefing needs into a file with another name",
            details={"path": path},
        )


class FileBinary(InvalidInput):
    """A file is not text."""

    code = "ERR_FILE_BINARY"

    def __init__(self, *, path: str) -> None:
        super().__init__(
            f"{path!r} is not a text file",
            hint="name a text file; a spreadsheet can be exported as CSV and read by a table",
            details={"path": path},
        )


class PatternTooWild(InvalidInput):
    """A name pattern is longer or wilder than any that people need."""

    code = "ERR_PATTERN_TOO_WILD"

    def __init__(self, *, pattern: str) -> None:
        super().__init__(
            f"pattern {pattern!r} has too many wildcards",
            hint="at most two `*` between slashes, such as docs/**/*.md",
            details={"pattern": pattern},
        )


class SearchStopped(Exhausted):
    """A search looked at as much as it may. Told as data."""

    code = "ERR_SEARCH_STOPPED"

    def __init__(self, *, limit: int) -> None:
        super().__init__(
            f"the search stopped after {limit:,} bytes of files",
            hint="narrow `path` or `glob`",
            details={"limit": limit},
        )


class QueryUnusable(InvalidInput):
    """There is nothing to look for."""

    code = "ERR_QUERY_UNUSABLE"

    def __init__(self, *, why: str) -> None:
        super().__init__(
            f"the text to look for {why}", hint="give one line of text in `query`", details={}
        )


def is_private(path: RelPath) -> bool:
    """Say whether a file holds secrets, by the names on its path."""
    if any(part.casefold() in _PRIVATE_FOLDERS for part in path.parts):
        return True
    name = path.name.casefold()
    if any(fnmatchcase(name, pattern) for pattern in PUBLIC):
        return False
    return any(fnmatchcase(name, pattern) for pattern in PRIVATE)


@dataclass(slots=True)
class _Ignored:
    """What the `.gitignore` files on the way leave out."""

    root: Root
    specs: dict[tuple[str, ...], GitIgnoreSpec | None] = field(default_factory=dict)

    def __call__(self, path: RelPath, kind: Kind) -> bool:
        if kind == "folder" and path.name in _LEFT_OUT_FOLDERS:
            return True
        said: bool | None = None
        for depth in range(len(path.parts)):
            spec = self._spec(path.parts[:depth])
            if spec is not None:
                text = "/".join(path.parts[depth:]) + ("/" if kind == "folder" else "")
                # The nearer file has the last word.
                verdict = spec.check_file(text).include
                said = said if verdict is None else verdict
        return bool(said)

    def _spec(self, folder: tuple[str, ...]) -> GitIgnoreSpec | None:
        if folder not in self.specs:
            try:
                file = RelPath((*folder, ".gitignore"))
                text = self.root.read(file, limit=_MAX_IGNORE).decode("utf-8", "replace")
            except OperatorosError:
                self.specs[folder] = None
            else:
                lines = [line for line in text.splitlines() if is_tame(line)]
                self.specs[folder] = _spec_of(lines) if lines else None
        return self.specs[folder]


def is_tame(pattern: str) -> bool:
    """Say whether matching a pattern takes linear time, or nearly so.

    Patterns become regular expressions; each further `*` of a segment multiplies the time by the
    length of a name, and a `.gitignore` may be hostile.
    """
    parts = pattern.split("/")
    return (
        len(pattern) <= 256
        and parts.count("**") <= 2
        and all(part == "**" or part.count("*") <= 2 for part in parts)
    )


def _spec_of(lines: list[str]) -> GitIgnoreSpec:
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(lines)


def _pattern(question: Question) -> Callable[[RelPath], bool]:
    glob = str(question.params.get("glob") or "")
    if not glob:
        return lambda path: True
    if not is_tame(glob):
        raise PatternTooWild(pattern=glob)
    spec = _spec_of([glob])
    return lambda path: spec.match_file(path.text)


async def _work(question: Question, work: Callable[[Root, Callable[[], bool]], T]) -> T:
    """Do blocking work on the root in a thread; `stopped` tells it that nobody waits any more."""
    stop = threading.Event()
    module = question.connector.module
    folder = os.path.join(question.folder, module.root if module else "")

    def with_root() -> T:
        with Root.open(folder) as root:
            return work(root, stop.is_set)

    try:
        return await anyio.to_thread.run_sync(with_root, abandon_on_cancel=True)
    finally:
        stop.set()


def _beneath(
    root: Root, start: RelPath, stopped: Callable[[], bool]
) -> Iterator[tuple[RelPath, Kind]]:
    """Yield what is below a folder and is neither ignored nor secret; links are left out."""
    left_out = _Ignored(root)
    # Whoever names a folder that .gitignore leaves out means it.
    named = bool(start.parts) and left_out(start, "folder")

    def ignored(path: RelPath, kind: Kind) -> bool:
        return not named and left_out(path, kind)

    def enter(path: RelPath) -> bool:
        return not is_private(path) and not ignored(path, "folder")

    for path, kind in root.walk(start, enter=enter):
        if stopped():
            return
        if kind in {"link", "other"} or is_private(path) or ignored(path, kind):
            continue
        yield path, kind


async def list_files(question: Question, context: Context) -> Answer:
    """Bring files and folders beneath a path."""
    matches = _pattern(question)
    start = for_reading(str(question.params.get("path") or "."))
    kinds = {"file", "folder"} if question.params.get("folders", True) else {"file"}
    most = min(question.max_records, MAX_ENTRIES)

    def work(root: Root, stopped: Callable[[], bool]) -> list[dict[str, Json]]:
        items: list[dict[str, Json]] = []
        for path, kind in _beneath(root, start, stopped):
            if kind in kinds and matches(path):
                items.append(_entry(root, path, kind))
                if len(items) > most:
                    break
        return items

    async def bring() -> Came:
        return _came(await _work(question, work))

    came = await context.tape.carry("files", {"tool": "list", **question.params}, bring)
    return _answer(_items(came), most, size=0)


def _entry(root: Root, path: RelPath, kind: Kind) -> dict[str, Json]:
    item: dict[str, Json] = {"path": path.text, "name": path.name, "kind": kind}
    try:
        status = root.look(path)
    except OperatorosError:
        return item  # gone since it was listed
    item["size"] = status.st_size if kind == "file" else None
    item["modified"] = _time(status.st_mtime)
    return item


def _time(seconds: float) -> str:
    moment = datetime.fromtimestamp(int(seconds), UTC)
    return moment.isoformat().replace("+00:00", "Z")


async def read_file(question: Question, context: Context) -> Answer:
    """Bring the text of one file, up to `max_bytes`; a longer one is cut and says so."""
    path = for_reading(str(question.params["path"]))
    limit = question.params.get("max_bytes")
    most = limit if isinstance(limit, int) and 0 < limit <= MAX_SEARCHED else MAX_READ

    def work(root: Root, stopped: Callable[[], bool]) -> tuple[RelPath, bytes, os.stat_result]:
        # Where the path really ends decides: a link must not give a secret another name.
        if is_private(path) or is_private(root.resolve(path)):
            raise FilePrivate(path=path.text)
        with root.reading(path) as opened:
            return opened.path, _front(opened.handle, most), opened.status

    async def bring() -> Came:
        where, data, status = await _work(question, work)
        head: dict[str, Json] = {
            "path": where.text,
            "name": where.name,
            "read": len(data),
            "size": status.st_size,
            "modified": _time(status.st_mtime),
        }
        return Came(head=head, body=data)

    came = await context.tape.carry("files", {"tool": "read", **question.params}, bring)
    where, read, size = came.head["path"], _whole(came.head["read"]), _whole(came.head["size"])
    text = text_of(came.body, cut=size > read)
    if text is None:
        raise FileBinary(path=path.text)
    item: dict[str, Json] = {
        "path": where,
        "name": came.head["name"],
        "text": text,
        "size": size,
        "modified": came.head["modified"],
        "cut": size > read,
    }
    notes = (f"{where}: the first {read:,} of {size:,} bytes",) if item["cut"] else ()
    return Answer(items=(item,), total=1, bytes=read, requests=1, notes=notes)


def _front(handle: int, most: int) -> bytes:
    data = bytearray()
    while len(data) < most and (piece := os.pread(handle, most - len(data), len(data))):
        data += piece
    return bytes(data)


def text_of(data: bytes, *, cut: bool = False) -> str | None:
    """Return the text of a file's bytes, or None if they are not text.

    Args:
        data: The bytes, from the beginning.
        cut: Whether there were more: then half a letter at the end is dropped.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data[: len(data) // 2 * 2].decode("utf-16", "replace")
    if b"\0" in data[:_BINARY_LOOK]:
        return None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        if cut and exc.start >= len(data) - 3:
            return data[: exc.start].decode("utf-8-sig")
        return data.decode("cp1252", "replace")


async def search(question: Question, context: Context) -> Answer:
    """Bring the lines that hold a text, by path and line."""
    query = str(question.params["query"])
    if not query.strip() or len(query) > _MAX_QUERY or "\n" in query:
        raise QueryUnusable(why="is empty, longer than 1,000 letters or more than one line")
    matches = _pattern(question)
    start = for_reading(str(question.params.get("path") or "."))
    exact = bool(question.params.get("case_sensitive", False))
    finder = re.compile(re.escape(query), 0 if exact else re.IGNORECASE)
    most = min(question.max_records, MAX_ENTRIES)

    def work(root: Root, stopped: Callable[[], bool]) -> tuple[list[dict[str, Json]], int, int]:
        items: list[dict[str, Json]] = []
        total = skipped = 0
        for path, kind in _beneath(root, start, stopped):
            if kind != "file" or not matches(path):
                continue
            try:
                data = root.read(path, limit=MAX_SEARCHED)
            except OperatorosError:
                skipped += 1
                continue
            total += len(data)
            text = text_of(data)
            if text is not None:
                items += _lines(path, text, finder, most + 1 - len(items))
            if len(items) > most or total > MAX_TOTAL:
                break
        return items, total, skipped

    async def bring() -> Came:
        items, total, skipped = await _work(question, work)
        return _came(items, total=total, skipped=skipped)

    came = await context.tape.carry("files", {"tool": "search", **question.params}, bring)
    total, skipped = _whole(came.head["total"]), _whole(came.head["skipped"])
    answer = _answer(_items(came), most, size=total)
    if skipped:
        note = f"{skipped} files not searched: too large, or unreadable"
        answer = replace(answer, notes=(note,))
    if total > MAX_TOTAL and answer.error is None:
        answer = replace(answer, total=None, error=info(SearchStopped(limit=MAX_TOTAL)))
    return answer


def _lines(path: RelPath, text: str, finder: re.Pattern[str], most: int) -> list[dict[str, Json]]:
    found: list[dict[str, Json]] = []
    if finder.search(text) is None:
        return found
    for number, line in enumerate(text.splitlines(), 1):
        match = finder.search(line)
        if match is None:
            continue
        begin = max(0, match.start() - _MAX_LINE // 2) if len(line) > _MAX_LINE else 0
        found.append(
            {
                "at": f"{path.text}:{number}",
                "path": path.text,
                "line": number,
                "text": line[begin : begin + _MAX_LINE].strip(),
            }
        )
        if len(found) >= most:
            break
    return found


def _came(items: list[dict[str, Json]], **counts: int) -> Came:
    """Return what a walk found; the walk itself is not on a tape."""
    body = json.dumps(items, separators=(",", ":")).encode()
    return Came(head=dict(counts), body=body)


def _items(came: Came) -> list[dict[str, Json]]:
    items: list[dict[str, Json]] = json.loads(came.body)
    return items


def _whole(value: Json) -> int:
    assert isinstance(value, int)
    return value


def _answer(items: list[dict[str, Json]], most: int, *, size: int) -> Answer:
    cut = len(items) > most
    error = info(RecordsCut(kept=most, total=None)) if cut else None
    total = None if cut else len(items)
    return Answer(items=tuple(items[:most]), total=total, bytes=size, requests=1, error=error)


_PATH = Param(name="path", description="Folder to begin in, relative to the root; `.` if unset.")
_GLOB = Param(name="glob", description="Names to take, such as *.md or docs/**/*.txt.")

TOOLS: Mapping[str, Tool] = {
    "read": Tool(
        run=read_file,
        description="The text of one file.",
        params=(
            Param(name="path", required=True, description="The file, relative to the root."),
            Param(name="max_bytes", type="integer", description="Most bytes; 200,000 if unset."),
        ),
        shape=Shape(
            noun="files",
            key="path",
            title="path",
            dates=("modified",),
            noise=("modified",),
            fields=("path", "text"),
        ),
    ),
    "list": Tool(
        run=list_files,
        description="Files and folders beneath a path; what .gitignore leaves out is left out.",
        params=(
            _PATH,
            _GLOB,
            Param(name="folders", type="boolean", description="Whether folders too; yes if unset."),
        ),
        shape=Shape(
            noun="files",
            key="path",
            title="path",
            dates=("modified",),
            noise=("modified",),
            fields=("path", "kind", "size", "modified"),
        ),
    ),
    "search": Tool(
        run=search,
        description="Lines that hold a text, with path and line.",
        params=(
            Param(name="query", required=True, description="The text, taken literally."),
            _PATH,
            _GLOB,
            Param(name="case_sensitive", type="boolean", description="No if unset."),
        ),
        shape=Shape(noun="lines", key="at", title="text", fields=("at", "text")),
    ),
}
