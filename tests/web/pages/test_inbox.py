"""The inbox, as pages: scan, look, choose, approve, reject, group, undo."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.acting import edits, write
from tests.web.conftest import Served

OLD = "".join(f"line {n}\n" for n in range(1, 31))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file."""
    made = tmp_path / "work"
    made.mkdir()
    (made / "a.txt").write_text(OLD, encoding="utf-8")
    return made


@pytest.fixture
def inbox(served: Served, folder: Path) -> str:
    """The address of the folder's inbox."""
    return served.goes_to("/inbox", folder=str(folder))


def plan_in(text: str) -> str:
    """Return the digest of the plan that a page shows."""
    found = re.search(r'name="plan" value="([0-9a-f]{64})"', text)
    assert found is not None, text
    return found[1]


def test_a_proposal_is_scanned_approved_seen_and_undone(
    served: Served, inbox: str, folder: Path
) -> None:
    """Each step's page says what happened, and the disk agrees."""
    scanned = served.press(f"{inbox}/scan", text=write("b.txt", "Hello <b>\n"))
    assert "1 new proposal" in scanned.text
    assert "Hello &lt;b&gt;" in scanned.text
    done = served.press(f"{inbox}/entries/1/approve", plan=plan_in(scanned.text))
    assert (folder / "b.txt").read_text(encoding="utf-8") == "Hello <b>\n"
    assert "Created b.txt" in done.text
    assert "Hello &lt;b&gt;" in served.get(f"{inbox}/file", path="b.txt").text
    assert "OPERATOR_RESULT" in served.press(f"{inbox}/entries/1/paste").text
    look = served.get(f"{inbox}/undo")
    undone = served.press(f"{inbox}/undo", plan=plan_in(look.text), seq="")
    assert undone.status_code == 200
    assert not (folder / "b.txt").exists()


def test_one_hunk_of_two_and_an_edited_text(served: Served, inbox: str, folder: Path) -> None:
    """Choosing makes a new preview with a plan of its own; approving another plan is refused."""
    change: list[dict[str, object]] = [
        {"op": "replaceFirst", "find": "line 2\n", "text": "TWO\n"},
        {"op": "replaceFirst", "find": "line 29\n", "text": "NINE\n"},
    ]
    whole = served.press(f"{inbox}/scan", text=edits("a.txt", *change)).text
    chosen = served.press(f"{inbox}/entries/1/preview", mode="hunks", hunk=["1"]).text
    assert "Take hunk 2 back in" in chosen
    stale = served.press(
        f"{inbox}/entries/1/approve", plan=plan_in(whole), mode="hunks", hunk=["1"]
    )
    assert (stale.status_code, "ERR_PREVIEW_STALE" in stale.text) == (409, True)
    assert plan_in(stale.text) == plan_in(chosen)
    edited = served.press(f"{inbox}/entries/1/preview", mode="text", text="mine\r\n").text
    assert "You edited the text" in edited
    served.press(f"{inbox}/entries/1/approve", plan=plan_in(edited), mode="text", text="mine\r\n")
    assert (folder / "a.txt").read_text(encoding="utf-8") == "mine\n"


def test_a_selection_is_reviewed_on_one_screen(served: Served, inbox: str, folder: Path) -> None:
    """Both previews stand there, and one press carries both out."""
    text = write("one.txt", "1\n", name="w-1") + write("two.txt", "2\n", name="w-2")
    served.press(f"{inbox}/scan", text=text)
    screen = served.press(f"{inbox}/group", entry=["1", "2"]).text
    shown = re.findall(r'name="shown" value="([^"]+)"', screen)
    assert len(shown) == 2
    done = served.press(f"{inbox}/approve-group", shown=shown).text
    assert "Created one.txt" in done
    assert (folder / "two.txt").is_file()
    assert "ERR_FORM_INVALID" in served.press(f"{inbox}/approve-group", shown=["1"]).text


def test_no_is_told_to_the_chat_or_not(served: Served, inbox: str, folder: Path) -> None:
    """A rejection has a result to copy, a dismissal has none, and both can be decided again."""
    text = write("one.txt", "1\n", name="w-1") + write("two.txt", "2\n", name="w-2")
    served.press(f"{inbox}/scan", text=text)
    told = served.press(f"{inbox}/entries/1/reject", reason="use the other file").text
    assert "Copy the result" in told
    assert "use the other file" in told
    assert "Copy the result" not in served.press(f"{inbox}/entries/2/dismiss").text
    assert 'name="plan"' in served.press(f"{inbox}/entries/2/again").text
    assert not (folder / "one.txt").exists()


def test_what_is_wrong_in_a_text_is_answered(served: Served, inbox: str) -> None:
    """An invalid block is named with its line; a text without blocks says so."""
    wrong = served.press(f"{inbox}/scan", text="OPERATOR_CMD\nversion: 1\nEND_OPERATOR_CMD\n").text
    assert "ERR_MISSING_REQUIRED_FIELDS" in wrong
    assert "no OPERATOR_CMD block" in served.press(f"{inbox}/scan", text="hello").text


def test_a_deceptive_path_is_seen_and_never_written(
    served: Served, inbox: str, folder: Path
) -> None:
    """Paths that lead out are refused when looked at, with what is hidden in them visible."""
    for name in ("../out.txt", "/etc/x", "a/../../x"):
        served.press(f"{inbox}/scan", text=write(name, "x\n", name=f"w-{len(name)}"))
    text = served.get(inbox).text
    assert "It cannot be carried out now" in text
    assert not (folder.parent / "out.txt").exists()


def test_folders_are_chosen_and_a_chat_gets_its_first_message(
    served: Served, inbox: str, folder: Path
) -> None:
    """The folder is listed afterwards; the first message carries the inbox's token."""
    assert str(folder) in served.get("/inbox").text
    chat = served.get(f"{inbox}/chat").text
    assert "OPERATOR_CMD" in chat
    assert "fs.applyEdits" in chat
    assert served.get("/inbox/0000000000000000").status_code == 404
    assert "ERR_FOLDER_NOT_ABSOLUTE" in served.press("/inbox", folder="work").text


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5_000, "-1", "\u0661", "\u00b2", "1.5", "\0"])
def test_numbers_that_no_list_has_are_refused(
    served: Served, inbox: str, folder: Path, number: str
) -> None:
    """In an address or a form: a code and a hint, nothing done, and no bug of ours."""
    served.press(f"{inbox}/scan", text=write("new.txt", "new\n"))
    plan = plan_in(served.get(f"{inbox}/entries/1").text)
    where = quote(number, safe="")
    answers = [
        served.get(f"{inbox}/entries/{where}"),
        served.get(f"{inbox}/undo", seq=number),
        served.press(f"{inbox}/entries/{where}/approve", plan=plan),
        served.press(f"{inbox}/entries/1/approve", plan=plan, mode="hunks", hunk=number),
        served.press(f"{inbox}/approve-group", shown=f"{number}:{plan}"),
        served.press(f"{inbox}/group", entry=number),
        served.press(f"{inbox}/dismiss", entry=number),
        served.press(f"{inbox}/undo", plan=plan, seq=number),
    ]
    said = [
        (one.status_code, "ERR_REQUEST_INVALID" in one.text or "ERR_FORM_INVALID" in one.text)
        for one in answers
    ]
    assert said == [(400, True)] * len(answers)
    assert not (folder / "new.txt").exists()
    assert plan_in(served.get(f"{inbox}/entries/1").text) == plan
