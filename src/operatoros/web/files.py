"""A run handed out as a file, by a page or by the API."""

from __future__ import annotations

from fastapi.responses import Response

from operatoros.app.exporting import Form, export, note_export
from operatoros.app.wiring import World

# Form: media type, suffix of the file.
FILES: dict[Form, tuple[str, str]] = {
    "md": ("text/markdown; charset=utf-8", "md"),
    "html": ("text/html; charset=utf-8", "html"),
    "json": ("application/json", "json"),
    "bundle": ("application/zip", "zip"),
}


def as_file(world: World, run: str, form: Form, by: str) -> Response:
    """Return a run as a file to save, and remember that it left.

    Args:
        world: The world.
        run: Id of a run.
        form: Its form.
        by: Who hands it out, for whoever reads later where a run went.

    Raises:
        RunNotFound, RunAmbiguous; RunNotRecorded for a bundle.
    """
    whole, data = export(world, run, form)
    kind, suffix = FILES[form]
    note_export(world, whole, f"downloaded as {suffix} from {by}")
    headers = {"Content-Disposition": f'attachment; filename="{whole}.{suffix}"'}
    return Response(data, media_type=kind, headers=headers)
