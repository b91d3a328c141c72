"""The tables as declared; that the steps lead to them is shown in test_migrations."""

from __future__ import annotations

from operatoros.store.tables import METADATA


def test_what_belongs_to_a_run_is_found_by_its_id() -> None:
    """Every table of runs has the run first in its key; the ledger outlives runs on purpose."""
    not_of_runs = {"store_versions", "blobs", "schedules", "slots", "deliveries"}
    for table in METADATA.sorted_tables:
        if table.name not in not_of_runs:
            assert next(iter(table.primary_key)).name == "run", table.name
