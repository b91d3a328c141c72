"""A run, as pages: briefing, records, prompt, comparison, export, replay, a chat's answer."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

from operatoros.app.actions import open_actions
from operatoros.app.reopening import reopen
from tests.acting import write
from tests.app.conftest import DEALS_CSV
from tests.web.conftest import ANSWER, Served


def test_a_figure_leads_to_its_record(served: Served) -> None:
    """Found figures link to the record on the page, the wrong one is marked."""
    run = served.finish()
    text = served.get(f"/runs/{run}").text
    assert 'href="#D-1"' in text
    assert 'id="D-1"' in text
    assert '<mark class="miss"' in text
    assert "<strong>1 of 2</strong> figures found" in text


def test_records_are_a_table_that_sorts_and_filters(served: Served) -> None:
    """The table shows every record of a source; words and sort stay in its links."""
    run = served.finish()
    rows = served.get(f"/runs/{run}/records", sort="amount", order="asc").text
    assert rows.index("Red Sea") < rows.index("Blue Ocean")
    assert 'aria-sort="ascending"' in rows
    only = served.get(f"/runs/{run}/records", words="ada").text
    assert "Blue Ocean" in only
    assert "Red Sea" not in only
    assert "ERR_SOURCE_NOT_IN_RUN" in served.get(f"/runs/{run}/records", source="x").text


def test_the_exact_prompt_is_there(served: Served) -> None:
    """The page holds the prompt as it was sent; a run without one says why."""
    run = served.finish()
    assert "Name the 3 deals that matter." in served.get(f"/runs/{run}/prompt").text
    none = served.finish(model="none")
    assert "ERR_RUN_HAS_NO_PROMPT" in served.get(f"/runs/{none}/prompt").text


def test_two_runs_are_compared_from_old_to_new(served: Served, project: Path) -> None:
    """A changed amount stands there with both values; a first run has nothing beside it."""
    first = served.finish()
    assert "no other whole run" in served.get(f"/runs/{first}/compare").text
    (project / "deals.csv").write_text(DEALS_CSV.replace("800", "950"), encoding="utf-8")
    second = served.finish()
    for run in (first, second):
        text = served.get(f"/runs/{run}/compare").text
        assert "<del>€800</del>" in text
        assert "<ins>€950</ins>" in text


def test_a_run_leaves_in_every_form(served: Served) -> None:
    """Page, text, data and bundle are files to save, with true contents."""
    run = served.finish()
    assert b"Blue Ocean" in served.press(f"/runs/{run}/export/html").content
    assert "Blue Ocean" in served.press(f"/runs/{run}/export/md").text
    assert json.loads(served.press(f"/runs/{run}/export/json").text)["run"] == run
    bundle = served.press(f"/runs/{run}/export/bundle")
    assert zipfile.ZipFile(BytesIO(bundle.content)).testzip() is None
    assert "attachment" in bundle.headers["content-disposition"]
    assert served.press(f"/runs/{run}/export/exe").status_code == 400


def test_a_run_is_made_again(served: Served) -> None:
    """Replay says byte for byte the same; after the operator changed, it says what differs."""
    run = served.finish()
    assert "Byte for byte the same" in served.press(f"/runs/{run}/replay").text


def test_a_waiting_run_takes_a_chats_answer(served: Served, tmp_path: Path) -> None:
    """The prompt is there to copy; the pasted reply becomes the checked briefing."""
    run = served.finish(model="chat")
    page = served.get(f"/runs/{run}").text
    assert "waits for the answer of a chat" in page
    assert "Name the 3 deals that matter." in page
    assert served.goes_to(f"/runs/{run}/answer", answer=ANSWER) == f"/runs/{run}"
    kept = reopen(served.world, run).run
    assert (kept.state, kept.briefing.checks.found) == ("done", 1)
    again = served.press(f"/runs/{run}/answer", answer="x")
    assert (again.status_code, "ERR_RUN_NOT_WAITING" in again.text) == (409, True)


def test_a_proposal_goes_to_the_inbox_of_a_chosen_folder(
    served: Served, project: Path, tmp_path: Path
) -> None:
    """A text that proposes, with no folder named, is taken up when one is chosen."""
    operator = project / "config" / "operators" / "deals.yaml"
    text = operator.read_text(encoding="utf-8")
    operator.write_text(
        text.replace("    default: true\n", "    default: true\n    actions: propose\n"),
        encoding="utf-8",
    )
    (project / "answer.md").write_text(ANSWER + write("mail.txt", "Hi\n"), encoding="utf-8")
    folder = tmp_path / "work"
    folder.mkdir()
    with open_actions(served.settings(), str(folder)) as desk:
        workspace = desk.workspace.places.id
    run = served.finish()
    assert "no inbox has taken up" in served.get(f"/runs/{run}").text
    where = served.goes_to(f"/runs/{run}/propose", workspace=workspace)
    assert where == f"/inbox/{workspace}"
    assert "mail.txt" in served.get(where).text
    assert "Review in the inbox" in served.get(f"/runs/{run}").text
    assert not (folder / "mail.txt").exists()
