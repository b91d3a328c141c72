"""The tables as declared; that the steps lead to them is shown in test_migrations."""

from __future__ import annotations

from operatoros.store.tables import METADATA


def test_what_belongs_to_a_run_is_found_by_its_id() -> None:
    """Every table but the versions and the shared blobs has the run first in its key."""
    for table in METADATA.sorted_tables:
        if table.name not in {"store_versions", "blobs"}:
            assert next(iter(table.primary_key)).name == "run", table.name
