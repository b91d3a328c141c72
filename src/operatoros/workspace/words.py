"""The one sentence that a result says for each action: a table."""

from __future__ import annotations

from collections.abc import Mapping

from operatoros.display import show
from operatoros.workspace.plan import Plan

_CHANGES: Mapping[str, str] = {
    "create": "Created {path} ({size}).",
    "replace": "Changed {path} ({size}, base {base}).",
    "remove": "Deleted {path}; it can be undone.",
    "move": "Moved {path} to {path_to}.",
}
_ACTIONS: Mapping[str, str] = {
    "fs.copy": "Copied {path} to {path_to}.",
    "undo": "Undone: {path} is as it was.",
}


def summary_of(plan: Plan, *, durable: bool) -> str:
    """Return the sentence for a change that was made.

    Args:
        plan: What was done.
        durable: Whether the disk confirmed it.
    """
    change = plan.change
    assert change is not None
    form = _ACTIONS.get(plan.action) or _CHANGES[change.kind]
    after = change.after
    size = f"{after.size:,} bytes" if after is not None and after.kind == "file" else "a folder"
    if plan.action == "fs.write" and change.kind == "create":
        form = "Created {path} ({size}, base {base})."
    # What an undone move gives back lies where it ends, not where it was found.
    path = plan.path_to if plan.action == "undo" and plan.path_to else plan.path
    text = form.format(
        path=show(path or ".", one_line=True),
        path_to=show(plan.path_to or ".", one_line=True),
        size=size,
        base=plan.base_after,
    )
    return text if durable else text + " Applied, durability unknown."
