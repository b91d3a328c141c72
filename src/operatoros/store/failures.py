"""What can go wrong with the runs database, and with the run that is asked for."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from operatoros.errors import Conflict, InvalidInput, NotFound, OperatorosError, Unavailable

CODES: Mapping[str, str] = {
    "ERR_RUN_INTERRUPTED": "the process that carried out the run ended before the run did",
}
INTERRUPTED_HINT = "run the operator again; what was fetched before is kept with the run"


class RunNotFound(NotFound):
    """No run has this id or begins like it. Raised by: `Store.get`."""

    code = "ERR_RUN_NOT_FOUND"

    def __init__(self, wanted: str, *, known: Sequence[str]) -> None:
        near = difflib.get_close_matches(wanted, known, n=3, cutoff=0.5) or list(known[:3])
        super().__init__(
            f"no run has the id {wanted[:80]!r}",
            hint=f"the nearest are {', '.join(near)}" if near else "there are no runs yet",
            details={"wanted": wanted[:80], "near": near},
        )


class RunAmbiguous(Conflict):
    """Several runs begin like this. Raised by: `Store.get`."""

    code = "ERR_RUN_AMBIGUOUS"

    def __init__(self, wanted: str, *, matches: Sequence[str]) -> None:
        super().__init__(
            f"more than one run begins with {wanted!r}",
            hint=f"write more of the id: {', '.join(matches[:5])}",
            details={"wanted": wanted, "matches": list(matches)},
        )


class RunExists(Conflict):
    """A run of this id is already there. Raised by: `Store.begin`."""

    code = "ERR_RUN_EXISTS"

    def __init__(self, run: str) -> None:
        super().__init__(
            f"the run {run!r} is already in the store",
            hint="give the new run another id",
            details={"run": run},
        )


class EventExists(Conflict):
    """An event of this number was already appended. Raised by: `Store.append_events`."""

    code = "ERR_RUN_EVENT_EXISTS"

    def __init__(self, run: str, seq: int) -> None:
        super().__init__(
            f"the run {run!r} already has an event {seq}",
            hint="only one process may carry out a run",
            details={"run": run, "seq": seq},
        )


class StoreNewer(Conflict):
    """The store was written by a newer version of the program. Raised by: `open_store`."""

    code = "ERR_STORE_NEWER"

    def __init__(self, where: str, *, found: int, known: int) -> None:
        super().__init__(
            f"the store {where} has version {found}; this program knows versions up to {known}",
            hint="upgrade OperatorOS; nothing was changed",
            details={"where": where, "found": found, "known": known},
        )


class StoreUrl(InvalidInput):
    """The address of a store cannot be used. Raised by: `open_store`."""

    code = "ERR_STORE_URL"

    def __init__(self, where: str, *, why: str) -> None:
        super().__init__(
            f"the store {where!r} cannot be used: {why}",
            hint="give a file's path, sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME",
            details={"where": where, "why": why},
        )


class StoreDriver(Unavailable):
    """The library for Postgres is not installed. Raised by: `open_store`."""

    code = "ERR_STORE_DRIVER"

    def __init__(self) -> None:
        super().__init__(
            "a store on Postgres needs the library psycopg",
            hint="install it: pip install 'operatoros[postgres]'",
        )


class StoreBusy(Unavailable):
    """Another process kept the store locked for too long."""

    code = "ERR_STORE_BUSY"

    def __init__(self, where: str) -> None:
        super().__init__(
            f"the store {where} is locked by another process",
            hint="look for a run that hangs, then try again",
            details={"where": where},
        )


class StoreUnavailable(Unavailable):
    """The store cannot be reached, read or written."""

    code = "ERR_STORE_UNAVAILABLE"

    def __init__(self, where: str, *, why: str) -> None:
        super().__init__(
            f"the store {where} cannot be used: {why}",
            hint="check the folder's rights and the free space (Postgres: that it runs)",
            details={"where": where, "why": why},
        )


class StoreDamaged(Unavailable):
    """The store's file is not a database, or what it holds is not what was put in."""

    code = "ERR_STORE_DAMAGED"

    def __init__(self, where: str, *, why: str) -> None:
        super().__init__(
            f"the store {where} is damaged: {why}",
            hint="move the file away and put a backup (operatoros.db.before-*) in its place",
            details={"where": where, "why": why},
        )


def not_ours(where: str, why: str) -> OperatorosError:
    """Return the error for a database that holds another program's tables."""
    return StoreUrl(where, why=why)
