"""fs.searchTree: a text in every file below a folder, within a time limit (rule W3 for links).

Rules of .gitignore are honoured as git does it: a nearer file wins over one further up, an
ignored folder is not entered. Lines with more than three stars in one name are left out of
account: as a regular expression such a line can take longer than the whole search.
"""

from __future__ import annotations

import re
import stat
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import cast

from operatoros.display import show
from operatoros.errors import OperatorosError
from operatoros.rooted.paths import RelPath
from operatoros.rooted.refusals import FileTooLarge
from operatoros.rooted.root import Root
from operatoros.workspace.deny import secret_like
from operatoros.workspace.textfile import BOM

MATCHES = 200
FILE_LIMIT = 500_000
_SNIFF = 8_192
_LONGEST_LINE = 300
_IGNORE_LIMIT = 65_536
_MOST_STARS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a tree search brought.

    Attributes:
        summary: One sentence.
        details: Header lines with `#`, an empty line, then `path:line: text`.
        scanned: Files looked into.
        skipped: Files and links left out, by reason.
        truncated: `matches`, `time`, or empty.
    """

    summary: str
    details: str
    scanned: int
    skipped: dict[str, int]
    truncated: str


@dataclass(slots=True)
class _Search:
    root: Root
    query: str
    needle: bytes
    until: float
    clock: Callable[[], float]
    hits: list[str] = field(default_factory=list)
    scanned: int = 0
    skipped: dict[str, int] = field(default_factory=dict)
    truncated: str = ""
    rules: dict[tuple[str, ...], list[tuple[bool, re.Pattern[str]]]] = field(default_factory=dict)

    def skip(self, reason: str) -> None:
        self.skipped[reason] = self.skipped.get(reason, 0) + 1


def search_tree(
    root: Root,
    path: str | RelPath,
    query: str,
    *,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
) -> Found:
    """Find a text in every file below a folder, or in one file.

    Args:
        root: The workspace's root.
        path: A folder or file; a text may lead through links, a RelPath may not.
        query: What to look for, exactly; within one line.
        seconds: When to stop; what was found until then is told.
        clock: Seconds that only go forward.

    Raises:
        OperatorosError: if the path itself cannot be opened.
    """
    where = root.resolve(path) if isinstance(path, str) else path
    search = _Search(root, query, query.encode("utf-8", "surrogatepass"), clock() + seconds, clock)
    if _is_folder(root, where):
        _folder(search, where)
    else:
        _look(search, where, root.read_plain(where, limit=FILE_LIMIT))
    return _told(search, where)


def _is_folder(root: Root, where: RelPath) -> bool:
    return stat.S_ISDIR(root.look(where).st_mode)


def _folder(search: _Search, top: RelPath) -> None:
    def enter(folder: RelPath) -> bool:
        if folder.name == ".git" or _ignored(search, folder, is_folder=True):
            search.skip("ignored")
            return False
        return True

    for path, kind in search.root.walk(top, enter=enter):
        if search.clock() > search.until:
            search.truncated = "time"
            return
        if kind == "link":
            # A link to a file beneath is found under its own name; one that leads out is not ours.
            search.skip("link")
        elif kind == "other":
            search.skip("no file")
        elif kind == "file":
            if _ignored(search, path, is_folder=False):
                search.skip("ignored")
            elif secret_like(path.text):
                # A search must not be the way around the click that reading a secret takes (W5).
                search.skip("secret-like")
            else:
                _file(search, path)
        if len(search.hits) >= MATCHES:
            search.truncated = "matches"
            return


def _file(search: _Search, path: RelPath) -> None:
    try:
        _look(search, path, search.root.read_plain(path, limit=FILE_LIMIT))
    except FileTooLarge:
        search.skip("large")
    except OperatorosError:
        search.skip("unreadable")


def _look(search: _Search, path: RelPath, data: bytes) -> None:
    """Search the bytes first: most files hold no match and are never decoded."""
    if b"\0" in data[:_SNIFF]:
        search.skip("binary")
        return
    search.scanned += 1
    at = data.find(search.needle)
    if at < 0:
        return
    shown = show(path.text, one_line=True)
    number, counted = 1, 0
    while at >= 0 and len(search.hits) < MATCHES:
        start = data.rfind(b"\n", 0, at) + 1
        end = data.find(b"\n", at)
        end = len(data) if end < 0 else end
        number += data.count(b"\n", counted, start)
        counted = start
        line = data[start:end].removesuffix(b"\r")
        if start == 0:
            line = line.removeprefix(BOM)
        search.hits.append(f"{shown}:{number}: {_clip(line, at - start)}")
        at = data.find(search.needle, end)


def _clip(line: bytes, at: int) -> str:
    if len(line) > _LONGEST_LINE:
        start = max(0, at - _LONGEST_LINE // 2)
        cut = line[start : start + _LONGEST_LINE].decode("utf-8", "replace").strip("\ufffd")
        return f"... {cut} ..." if start else f"{cut} ..."
    return line.decode("utf-8", "replace")


def _ignored(search: _Search, path: RelPath, *, is_folder: bool) -> bool:
    """Ask the .gitignore files from the nearest up; the first that says anything decides.

    A folder that is ignored is never entered, so only rules that mean the path itself count.
    """
    for depth in range(len(path.parts) - 1, -1, -1):
        name = "/".join(path.parts[depth:]) + ("/" if is_folder else "")
        for include, regex in _rules(search, path.parts[:depth]):
            if _means(regex, name):
                return include
    return False


def _means(regex: re.Pattern[str], name: str) -> bool:
    """Tell whether a rule matches the path itself, not only a folder above it.

    pathspec marks with the group `ps_d` the slash after a matched folder; the rest of the path
    is then what lies in it. Without that group and up to a last slash it is the rule `a/**`,
    which means what is in `a`, not `a`.
    """
    for match in regex.finditer(name):
        folder = match.groupdict().get("ps_d")
        if folder is not None:
            if match.end("ps_d") == len(name):
                return True
        elif match.end() < len(name) or not name.endswith("/"):
            return True
    return False


def _rules(search: _Search, folder: tuple[str, ...]) -> list[tuple[bool, re.Pattern[str]]]:
    if folder not in search.rules:
        search.rules[folder] = _read_rules(search, folder)
    return search.rules[folder]


def _read_rules(search: _Search, folder: tuple[str, ...]) -> list[tuple[bool, re.Pattern[str]]]:
    """Return the rules of a folder's .gitignore, the last and strongest first."""
    try:
        data = search.root.read(RelPath((*folder, ".gitignore")), limit=_IGNORE_LIMIT)
    except OperatorosError:
        return []
    from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

    found: list[tuple[bool, re.Pattern[str]]] = []
    left_out = False
    for line in reversed(data.decode("utf-8", "replace").splitlines()):
        try:
            rule = GitIgnoreSpecPattern(line) if _tame(line) else None
        except (ValueError, re.error):
            rule = None
        if rule is None:
            left_out = True
        elif rule.include is not None and rule.regex is not None:
            found.append((rule.include, cast("re.Pattern[str]", rule.regex)))
    if left_out:
        search.skip("ignore rule")
    return found


def _tame(line: str) -> bool:
    """Tell whether a rule is quick to match: few stars in each name, not very long."""
    if len(line) > 1_000:
        return False
    names = line.replace("**", "").split("/")
    return all(name.count("*") <= _MOST_STARS for name in names) and line.count("**") <= _MOST_STARS


def _told(search: _Search, where: RelPath) -> Found:
    skipped = ", ".join(f"{count} {reason}" for reason, count in sorted(search.skipped.items()))
    cut = f" (truncated: {search.truncated})" if search.truncated else ""
    matches = len(search.hits)
    head = [
        f"# path: {show(where.text, one_line=True)}",
        f"# query: {show(search.query, one_line=True)}",
        f"# matches: {matches}{cut}",
        f"# scanned: {search.scanned} files; skipped: {skipped or 'none'}",
        "",
    ]
    return Found(
        summary=f"Found {matches} matches in {search.scanned} files{cut}.",
        details="\n".join(head + search.hits),
        scanned=search.scanned,
        skipped=search.skipped,
        truncated=search.truncated,
    )
