"""At the start: finish what a killed process left, from the log alone (W8).

At most one change can be unfinished: whoever begins one holds the log, and settles what the last
one left first. So only the log's last line matters.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

from operatoros.rooted.refusals import translated
from operatoros.workspace.blobs import Blobs
from operatoros.workspace.log import Log, locked
from operatoros.workspace.opened import Workspace, stamp
from operatoros.workspace.plan import Change, change_from_json
from operatoros.workspace.settle import settle


def recover_at_start(workspace: Workspace, *, now: datetime) -> str | None:
    """Finish or take back an unfinished change; sweep what killed writers of the stores left.

    Returns:
        What became of the unfinished change (see `settle`); None if there was none.

    Raises:
        OperatorosError: if the log is broken or busy, or the disk does not let us.
    """
    places = workspace.places
    with translated(places.folder):
        if not _is_there(places.log) and not _is_there(places.anchor):
            return None  # nothing ever happened here, and a look leaves no trace
    with translated(places.folder), locked(workspace.places) as log:
        result = recover(workspace, log, now=now)
        for store in (workspace.before, workspace.trash):
            store.sweep()
        log.sweep()
        return result


def _is_there(path: str) -> bool:
    """Tell whether a file exists; unlike os.path.exists, "cannot tell" is an error."""
    try:
        os.stat(path)
    except FileNotFoundError:
        return False
    return True


def recover(workspace: Workspace, log: Log, *, now: datetime) -> str | None:
    """Settle the change that the log's last line begins, if it does."""
    time = stamp(now)
    result: str | None = None
    last = log.last
    if last is not None and last.kind == "intent":
        change = change_of(last.data, workspace.before)
        result = settle(workspace.root, change, str(last.data["token"]))
        log.append("outcome", {"of": last.seq, "result": result, "recovered": True}, time=time)
    if log.cut:
        # After the outcome: an intent must stay the last line until it is settled.
        log.append("half_line", {"bytes": log.cut}, time=time)
        log.cut = 0
    if result is not None:
        log.anchor(time=time)
    return result


def change_of(data: Mapping[str, Any], store: Blobs) -> Change:
    """Return the change of an intent line, from the line or (a big one) from the store."""
    inline = data.get("change")
    if inline is None:
        raw = b"".join(store.pieces(str(data["change_blob"])))
        inline = json.loads(raw)
    return change_from_json(cast("Mapping[str, Any]", inline))
