"""The readings: what each answers, as the table of actions says. Nothing is changed here."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from operatoros.display import show
from operatoros.errors import Exhausted, InvalidInput
from operatoros.protocol.command import Command
from operatoros.protocol.spec import interface_spec
from operatoros.protocol.styles import comment_style_json
from operatoros.rooted import flags
from operatoros.rooted.handles import shut
from operatoros.rooted.paths import RelPath, as_path
from operatoros.rooted.refusals import FileTooLarge, NotAFile
from operatoros.rooted.root import entries, kind_of
from operatoros.workspace.opened import TEXT_LIMIT, Workspace
from operatoros.workspace.plan import BaseChanged, Plan
from operatoros.workspace.regions import list_regions, region_text, style_of
from operatoros.workspace.search import search_tree
from operatoros.workspace.textfile import Text, decode

READ_LIMIT = 200_000
SEARCH_MATCHES = 50
LIST_LIMIT = 20_000
_LONGEST_LINE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a reading tells.

    Attributes:
        summary: One sentence.
        details: The text that the action's row promises.
        base: First 8 hex digits of the hash of the file that was read.
        notes: What else to know.
    """

    summary: str
    details: str | None = None
    base: str | None = None
    notes: tuple[str, ...] = ()


class ReadTooLarge(Exhausted):
    """fs.read takes no file of this size."""

    code = "ERR_FILE_TOO_LARGE"

    def __init__(self, *, path: str, size: int) -> None:
        super().__init__(
            f"File too large for fs.read ({size} bytes). Use fs.readSlice.",
            hint="read a part with fs.readSlice, or find the place with fs.search",
            details={"path": path, "size": size, "limit": READ_LIMIT},
        )


class SearchOnFolder(InvalidInput):
    """fs.search looks into one file."""

    code = "ERR_SEARCH_PATH_IS_DIR"

    def __init__(self, *, path: str) -> None:
        super().__init__(
            f"{path!r} is a folder",
            hint="use fs.searchTree for folders",
            details={"path": path},
        )


def answer(plan: Plan, workspace: Workspace) -> Answer:
    """Carry out a reading that was planned.

    Raises:
        BaseChanged: if the path now leads elsewhere than the plan said.
        OperatorosError: as the action's row names them.
    """
    if plan.asked is not None:
        now = workspace.root.resolve(plan.asked).text
        if now != plan.path:
            raise BaseChanged(path=plan.asked, expected=str(plan.path), actual=now)
    return _READERS[plan.action](plan, workspace)


def _shown(plan: Plan) -> str:
    return show(plan.path or ".", one_line=True)


def _where(plan: Plan) -> RelPath:
    """Return where a reading was found to lead; from here on no link is followed.

    The approval was given for this place (is it a secret?), so a link that is put in its way
    now is refused instead of followed.
    """
    assert plan.path is not None, "readings of files have a path"
    return as_path(plan.path)


def _list(plan: Plan, workspace: Workspace) -> Answer:
    lines: list[str] = []
    handle = workspace.root.open_plain(_where(plan), flags.FOLDER)
    try:
        for entry in entries(handle, limit=LIST_LIMIT):
            # Names are shown escaped: one with a line break in it must not look like two.
            name = show(entry.name, one_line=True)
            if entry.kind == "link":
                try:
                    name += " -> " + show(os.readlink(entry.name, dir_fd=handle), one_line=True)
                except OSError:
                    pass  # gone meanwhile: the name alone is told
            lines.append(_MARKS[entry.kind] + name)
    finally:
        shut(handle)
    count = len(lines)
    counted = f"{count} entries" if count != 1 else "1 entry"
    if count == LIST_LIMIT:
        counted = f"The first {count} entries that the system gave, there may be more"
    return Answer(summary=f"Listed directory. {counted}.", details="\n".join(lines))


_MARKS: Mapping[str, str] = {"folder": "[DIR] ", "link": "[LINK] ", "other": "[OTHER] ", "file": ""}


def _text(plan: Plan, workspace: Workspace, limit: int = TEXT_LIMIT) -> tuple[Text, str]:
    """Return a file's text and its base."""
    where = _where(plan)
    data = workspace.root.read_plain(where, limit=limit)
    return decode(data, where.text), hashlib.sha256(data).hexdigest()[:8]


def _read(plan: Plan, workspace: Workspace) -> Answer:
    try:
        text, base = _text(plan, workspace, READ_LIMIT)
    except FileTooLarge as exc:
        size = workspace.root.look(_where(plan)).st_size
        raise ReadTooLarge(path=_where(plan).text, size=size) from exc
    details = ("\ufeff" if text.bom else "") + text.real
    size = len(text.encode())
    return Answer(
        summary=f"Read {_shown(plan)} ({size:,} bytes, {len(text.lines):,} lines, base {base}).",
        details=details,
        base=base,
    )


def _number(plan: Plan, name: str, default: int) -> int:
    value = plan.args.get(name, default)
    assert isinstance(value, int)
    return value


def _slice(plan: Plan, workspace: Workspace) -> Answer:
    text, base = _text(plan, workspace)
    start, count = _number(plan, "start", 1), _number(plan, "lines", 120)
    total = len(text.lines)
    taken = text.lines[start - 1 : start - 1 + count]
    last = start - 1 + len(taken)
    head = (f"# {_shown(plan)}", f"# lines {start}-{last} of {total}", f"# base: {base}", "")
    body = (f"{number:6d}: {line}" for number, line in enumerate(taken, start=start))
    what = f"lines {start}-{last} of {total}" if taken else f"no line: the file has {total}"
    return Answer(
        summary=f"Read {what} of {_shown(plan)} (base {base}).",
        details="\n".join((*head, *body)),
        base=base,
    )


def _search(plan: Plan, workspace: Workspace) -> Answer:
    query = str(plan.args["query"])
    try:
        text, base = _text(plan, workspace)
    except NotAFile as exc:
        if exc.details.get("kind") == "folder":
            raise SearchOnFolder(path=_where(plan).text) from exc
        raise
    hits = [(number, line) for number, line in enumerate(text.lines, start=1) if query in line]
    cut = len(hits) > SEARCH_MATCHES
    head = [
        f"# path: {_shown(plan)}",
        f"# query: {show(query, one_line=True)}",
        f"# matches: {len(hits)}" + (" (truncated)" if cut else ""),
        f"# base: {base}",
        "",
    ]
    body = [f"{number:6d}: {clip(line, query)}" for number, line in hits[:SEARCH_MATCHES]]
    return Answer(
        summary=f"Found {len(hits)} matching lines in {_shown(plan)} (base {base}).",
        details="\n".join(head + body),
        base=base,
    )


def clip(line: str, query: str) -> str:
    """Return a line, or of a very long one the part around the first match."""
    if len(line) <= _LONGEST_LINE:
        return line
    start = max(0, line.find(query) - _LONGEST_LINE // 2)
    end = start + _LONGEST_LINE
    return ("... " if start else "") + line[start:end] + (" ..." if end < len(line) else "")


def _search_tree(plan: Plan, workspace: Workspace) -> Answer:
    found = search_tree(
        workspace.root, _where(plan), str(plan.args["query"]), seconds=workspace.limits.search_s
    )
    return Answer(summary=found.summary, details=found.details)


def _stat(plan: Plan, workspace: Workspace) -> Answer:
    status = workspace.root.look(_where(plan))
    kind = kind_of(status.st_mode)
    told = {
        "path": plan.asked,
        "size": status.st_size,
        "isFile": kind == "file",
        "isDir": kind == "folder",
        "mtimeMs": status.st_mtime_ns / 1e6,
        "ctimeMs": status.st_ctime_ns / 1e6,
    }
    return Answer(summary=f"{_shown(plan)} is a {kind}.", details=json.dumps(told))


def _as_command(plan: Plan) -> Command:
    return Command(id="", action=plan.action, line=0, fields={}, path=plan.asked, args=plan.args)


def _list_regions(plan: Plan, workspace: Workspace) -> Answer:
    text, base = _text(plan, workspace)
    told = list_regions(text, style_of(_as_command(plan)))
    count = len(json.loads(told)["regions"])
    return Answer(
        summary=f"{count} regions in {_shown(plan)} (base {base}).", details=told, base=base
    )


def _read_region(plan: Plan, workspace: Workspace) -> Answer:
    text, base = _text(plan, workspace)
    marker = str(plan.args["marker_id"])
    return Answer(
        summary=f"Read region {marker} of {_shown(plan)} (base {base}).",
        details=region_text(text, style_of(_as_command(plan)), marker),
        base=base,
    )


def _comment_style(plan: Plan, _workspace: Workspace) -> Answer:
    language = plan.args.get("language")
    told = comment_style_json(None if language is None else str(language))
    return Answer(summary="Comment styles." if language is None else "Comment style.", details=told)


def _spec(_plan: Plan, _workspace: Workspace) -> Answer:
    return Answer(summary="The interface specification.", details=interface_spec())


_READERS: Mapping[str, Callable[[Plan, Workspace], Answer]] = {
    "operator.getInterfaceSpec": _spec,
    "operator.getCommentStyle": _comment_style,
    "fs.list": _list,
    "fs.read": _read,
    "fs.readSlice": _slice,
    "fs.search": _search,
    "fs.searchTree": _search_tree,
    "fs.stat": _stat,
    "fs.listRegions": _list_regions,
    "fs.readRegion": _read_region,
}
