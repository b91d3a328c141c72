"""The written-out forms are those of the values behind them."""

from __future__ import annotations

from dataclasses import fields

from operatoros.app.briefings import run_json
from operatoros.review.preview import Preview
from operatoros.values.run import Run
from operatoros.web.api.shapes import EntryOpened, EntryShown, PreviewShown, RunShown


def _names(kind: type) -> list[str]:
    return sorted(one.name for one in fields(kind))


def test_a_run_has_the_fields_of_run_json() -> None:
    """What `run --json` prints is what the description names, and nothing else."""
    run = Run(
        run="20261121-073000-4821f",
        operator="deals",
        task="main",
        params={},
        state="done",
        demo=False,
        started_at="2026-11-21T07:30:00Z",
    )
    assert _names(RunShown) == sorted(run_json(run))


def test_a_preview_has_every_field_and_the_hash_of_what_was_shown() -> None:
    """A new field of a preview is a new field of the API."""
    assert _names(PreviewShown) == sorted([*_names(Preview), "shown"])
    assert set(_names(EntryOpened)) - set(_names(EntryShown)) == {"preview", "problem", "text"}
