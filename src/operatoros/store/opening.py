"""The door of this room: it costs nothing until it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from operatoros.secrets import Redactor

if TYPE_CHECKING:
    from operatoros.store.database import Store


def open_store(address: str, *, now: str, redactor: Redactor | None = None) -> Store:
    """Open the runs database, making or migrating it as needed.

    Imports SQLAlchemy (about 0.2 s): call it in a thread, only from verbs that need runs.

    Args:
        address: Path of a file (`operatoros.db` in the state folder), `sqlite:///PATH`, or
            `postgresql://...`.
        now: ISO 8601 time in UTC, written beside a migration.
        redactor: Knows the secrets that must not enter; it is asked about everything.

    Raises:
        StoreNewer: ERR_STORE_NEWER.
        StoreUrl: ERR_STORE_URL.
        StoreDriver: ERR_STORE_DRIVER.
        StoreBusy, StoreUnavailable, StoreDamaged: by any method too.
    """
    from operatoros.store.database import connect

    return connect(address, redactor=redactor, now=now)
