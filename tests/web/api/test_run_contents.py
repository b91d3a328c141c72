"""What a run left behind, over the API: true records, prompt, differences and files."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

from tests.web.api.conftest import Served


def test_records_are_a_table(served: Served) -> None:
    """Records come with their fields, sorted by size and looked through, as on the page."""
    run = served.run()
    path = f"/api/runs/{run}/records"
    table = served.get(path)
    assert (table["source"], table["total"], table["noun"]) == ("exports.deals", 2, "deals")
    assert [line["title"] for line in table["lines"]] == ["Blue Ocean", "Red Sea"]
    small = served.get(path, params={"sort": "amount", "order": "asc"})
    assert [line["title"] for line in small["lines"]] == ["Red Sea", "Blue Ocean"]
    found = served.get(path, params={"words": "turing"})
    assert (found["matched"], found["lines"][0]["title"]) == (1, "Red Sea")
    assert served.get(path, params={"page": 99})["page"] == 1
    said = served.get(path, params={"source": "nothing"}, status=404)
    assert said["code"] == "ERR_SOURCE_NOT_IN_RUN"
    assert served.get(path, params={"order": "up"}, status=400)["code"] == "ERR_REQUEST_INVALID"


def test_a_run_without_a_writer_has_no_prompt(served: Served) -> None:
    """The digest alone needs no prompt, and the API says so with a code."""
    run = served.run()
    assert served.get(f"/api/runs/{run}/prompt", status=404)["code"] == "ERR_RUN_HAS_NO_PROMPT"


def test_two_runs_are_compared_the_older_first(served: Served, project: Path) -> None:
    """Whichever is asked about, the difference goes from the older run to the newer one."""
    older = served.run()
    file = project / "deals.csv"
    file.write_text(file.read_text(encoding="utf-8").replace(",800,", ",900,"), encoding="utf-8")
    newer = served.run()
    found = served.get(f"/api/runs/{newer}/compare", params={"other": older})
    assert (found["first"], found["second"]) == (older, newer)
    (record,) = found["records"]
    change = record["change"]
    assert (change["field"], str(change["old"]), str(change["new"])) == ("amount", "800", "900")
    assert served.get(f"/api/runs/{older}/compare", params={"other": newer}) == found
    missing = served.get(f"/api/runs/{older}/compare", status=400)
    assert missing["code"] == "ERR_REQUEST_INVALID"


def test_a_run_is_exported_in_every_form(served: Served) -> None:
    """Text, page, JSON and bundle are the run; that it left is remembered for forgetting."""
    run = served.run()
    for form, begins in {
        "md": b"#",
        "html": b"<!doctype html>",
        "json": b"{",
        "bundle": b"PK",
    }.items():
        answer = served.client.post(f"/api/runs/{run}/export/{form}")
        served.held("POST", answer)
        assert answer.status_code == 200
        assert answer.content.lower().lstrip().startswith(begins.lower()), form
        suffix = "zip" if form == "bundle" else form
        assert answer.headers["content-disposition"] == f'attachment; filename="{run}.{suffix}"'
    exported = served.client.post(f"/api/runs/{run}/export/json").json()
    assert exported == served.get(f"/api/runs/{run}")
    bundle = served.client.post(f"/api/runs/{run}/export/bundle").content
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        assert json.loads(archive.read("manifest.json"))["run"] == run
    said = served.post(f"/api/runs/{run}/export/exe", status=400)
    assert said["code"] == "ERR_REQUEST_INVALID"
