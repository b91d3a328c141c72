"""A run as one file to keep or to hand on: text, page, JSON, or a bundle with all it was made of.

A bundle is a zip whose contents lie under their SHA-256, listed by `manifest.json`. The same run
exported twice by the same version gives the same bytes: entries are sorted, stored without
compression, and carry no time.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Literal

import operatoros
from operatoros.app.briefings import Finished
from operatoros.app.delivering import page_of
from operatoros.app.recorded import EXPORTS, Recorded, recorded, request_kept
from operatoros.app.reopening import reopen
from operatoros.app.wiring import World, open_runs
from operatoros.values.jsonable import canonical

Form = Literal["md", "html", "json", "bundle"]
# The earliest moment that the format can say.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_BUNDLE_FORMAT = 1


def export(world: World, wanted: str, form: Form) -> tuple[str, bytes]:
    """Return a run's whole id and its bytes in a form.

    Raises:
        RunNotFound, RunAmbiguous; RunNotRecorded for a bundle.
    """
    if form == "bundle":
        return _bundle(world, wanted)
    finished = reopen(world, wanted)
    return finished.run.run, _text(world, finished, form).encode("utf-8", "surrogatepass")


def note_export(world: World, run: str, where: str) -> None:
    """Remember that a run left as a file, for whoever must be forgotten in it one day."""
    with open_runs(world) as store:
        kept = store.stage(run, EXPORTS)
        before = kept if isinstance(kept, list) else []
        store.save_stage(run, EXPORTS, [*(one for one in before if one != where), where])


def _text(world: World, finished: Finished, form: Form) -> str:
    if form == "json":
        return json.dumps(finished.as_json(), indent=2, ensure_ascii=False) + "\n"
    if form == "html":
        from operatoros.delivery.html_page import render_html

        return render_html(page_of(world, finished.run))
    from operatoros.delivery.files import text_of

    return text_of(finished.run, finished.checked_text)


def _bundle(world: World, wanted: str) -> tuple[str, bytes]:
    with open_runs(world) as store:
        kept = recorded(store, wanted)
        request = request_kept(store, kept.run.run)
    return kept.run.run, pack_bundle(_parts(kept, request), run=kept.run.run)


def _parts(kept: Recorded, request: object) -> dict[str, bytes]:
    parts = {
        "run.json": canonical(kept.run),
        "request.json": canonical(request),
        "before.json": canonical(
            {
                source: {"fetched_at": was.fetched_at, "records": was.records}
                for source, was in kept.before.items()
            }
        ),
        "handles.json": canonical({"\t".join(key): name for key, name in kept.handles.items()}),
    }
    for item in kept.exchanges:
        parts[f"requests/{item.source}.{item.seq}.json"] = item.request
        parts[f"responses/{item.source}.{item.seq}.json"] = item.response
    for call in kept.calls:
        name = f"calls/{call.source}.{call.seq}"
        parts[f"{name}.asked.json"] = call.asked
        parts[f"{name}.head.json"] = call.head
        parts[f"{name}.body"] = call.body
    for name, text in kept.texts.items():
        parts[f"texts/{name}.txt"] = text.encode("utf-8", "surrogatepass")
    if kept.chat is not None:
        parts["chat.json"] = canonical(kept.chat)
    return parts


def pack_bundle(parts: Mapping[str, bytes], *, run: str) -> bytes:
    """Return a zip of parts by name, the same bytes for the same parts."""
    names = {name: hashlib.sha256(data).hexdigest() for name, data in parts.items()}
    manifest = {
        "format": _BUNDLE_FORMAT,
        "run": run,
        "versions": {"operatoros": operatoros.__version__},
        "parts": names,
    }
    objects = {f"objects/{names[name]}": data for name, data in parts.items()}
    objects["manifest.json"] = json.dumps(manifest, indent=1, sort_keys=True).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(objects):
            entry = zipfile.ZipInfo(name, date_time=_NO_TIME)
            entry.external_attr = 0o600 << 16
            entry.create_system = 3
            archive.writestr(entry, objects[name])
    return out.getvalue()
