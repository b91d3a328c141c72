"""What code says about a plan before anyone is asked: sizes, links, badges (W10, W12). Pure."""

from __future__ import annotations

from operatoros.workspace import deny
from operatoros.workspace.nodes import Node, everything, total
from operatoros.workspace.plan import Badge, Change, Facts, Plan
from operatoros.workspace.textfile import Text, try_decode

_MANY = 20


def facts_of(plan: Plan, *, notes: tuple[str, ...] = ()) -> Facts:
    """Return the facts of a plan that changes something."""
    change = plan.change
    assert change is not None
    before, after = change.before, change.after
    some = after or before
    assert some is not None
    old, new = try_decode(plan.old), try_decode(plan.new)
    files, size = total(some)
    return Facts(
        exists=before is not None,
        kind=some.kind,
        size_before=_size(before),
        size_after=_size(after),
        lines_before=None if old is None else len(old.lines),
        lines_after=None if new is None else len(new.lines),
        files=files,
        bytes=size,
        executable=any(_executable(item) for _path, item in everything(some)),
        secret_like=any(deny.secret_like(path) for path in _paths(change, some)),
        link=some.kind == "link",
        nlink=1 if before is None else before.nlink,
        replaced_percent=_replaced_percent(old, new),
        line_ends_before=None if old is None else old.line_ends,
        line_ends_after=None if new is None else new.line_ends,
        badges=_badges(change, old, new),
        notes=notes,
    )


def _size(node: Node | None) -> int | None:
    return node.size if node is not None and node.kind == "file" else None


def _executable(node: Node) -> bool:
    return node.kind == "file" and bool(node.mode & 0o111)


def _paths(change: Change, node: Node) -> list[str]:
    """Return every path that a change touches."""
    tops = [change.path, *((change.path_to,) if change.path_to else ())]
    if change.source:
        tops.append(change.source)
    return [f"{top}/{below}" if below else top for top in tops for below, _item in everything(node)]


def _replaced_percent(old: Text | None, new: Text | None) -> int | None:
    """Return how many of the old lines are not in the new text, in percent."""
    if old is None or new is None or not old.lines:
        return None
    kept = set(new.lines)
    gone = sum(line not in kept for line in old.lines)
    return round(100 * gone / len(old.lines))


def _badges(change: Change, old: Text | None, new: Text | None) -> tuple[Badge, ...]:
    """Return what a person should see first; each code and path once, at most 20."""
    before, after = change.before, change.after
    some = after or before
    assert some is not None
    found = [badge for path in _paths(change, some) for badge in deny.badges(path)]
    path = change.path
    for below, item in everything(some):
        if _executable(item):
            where = f"{path}/{below}" if below else path
            found.append(Badge(code="executable", path=where, text=f"{where} is executable"))
    if before is not None:
        found += _of_what_is_there(path, before)
    ends = {text.line_ends for text in (old, new) if text is not None} - {"none"}
    if old is not None and new is not None and len(ends) > 1:
        text = f"{path} changes its line ends from {old.line_ends} to {new.line_ends}"
        found.append(Badge(code="line_ends", path=path, text=text))
    percent = _replaced_percent(old, new)
    if percent is not None and percent >= 80 and old is not None and len(old.lines) >= 5:
        text = f"{percent} % of {path} is replaced"
        found.append(Badge(code="whole", path=path, text=text))
    return tuple(dict.fromkeys(found))[:_MANY]


def _of_what_is_there(path: str, before: Node) -> list[Badge]:
    found: list[Badge] = []
    if before.kind == "file" and before.nlink > 1:
        text = f"{path} has {before.nlink} names (hard links); the others keep the old content"
        found.append(Badge(code="hard_link", path=path, text=text))
    if before.kind == "file" and not before.mode & 0o200:
        found.append(Badge(code="read_only", path=path, text=f"{path} is marked read-only"))
    if before.kind == "link":
        text = f"{path} is a link to {before.target!r}; the link itself is removed"
        found.append(Badge(code="link", path=path, text=text))
    if before.mode & 0o6000 and before.kind == "file":
        text = f"{path} has set-user-ID or set-group-ID, which new content does not inherit"
        found.append(Badge(code="powers", path=path, text=text))
    return found
