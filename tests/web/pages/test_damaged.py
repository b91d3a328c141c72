"""A workspace whose log or kept contents somebody damaged: said with a code, and nothing lost."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.acting import write
from tests.web.conftest import Served
from tests.web.pages.test_inbox import plan_in

Damage = Callable[[Path], object]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one file."""
    made = tmp_path / "work"
    made.mkdir()
    (made / "a.txt").write_text("one\n")
    return made


@pytest.fixture
def inbox(served: Served, folder: Path) -> str:
    """An inbox in which two changes were made and one proposal waits."""
    where = served.goes_to("/inbox", folder=str(folder))
    for number, text in enumerate(("two\n", "three\n"), 1):
        scanned = served.press(f"{where}/scan", text=write("a.txt", text, name=f"w-{number}"))
        served.press(f"{where}/entries/{number}/approve", plan=plan_in(scanned.text))
    served.press(f"{where}/scan", text=write("b.txt", "new\n", name="w-3"))
    return where


def _log(served: Served, inbox: str) -> Path:
    (found,) = served.world.config.home.glob(f"**/{inbox.rpartition('/')[2]}/log*")
    return found


def _middle(log: Path) -> None:
    lines = log.read_bytes().split(b"\n")
    lines[1] = b"\xff\x00 rubbish"
    log.write_bytes(b"\n".join(lines))


def _folder(log: Path) -> None:
    log.unlink()
    log.mkdir()


_HARMLESS: dict[str, Damage] = {
    "a half last line": lambda log: log.write_bytes(log.read_bytes() + b'{"prev":"12'),
    "bytes after the last line": lambda log: log.write_bytes(log.read_bytes() + b"\xff\x00\xfe"),
}
_BROKEN: dict[str, Damage] = {
    "a last line that is cut": lambda log: log.write_bytes(log.read_bytes()[:-10]),
    "rubbish as the last line": lambda log: log.write_bytes(log.read_bytes() + b"\xff\x00\n"),
    "line ends of another system": lambda log: log.write_bytes(
        log.read_bytes().replace(b"\n", b"\r\n")
    ),
    "empty lines": lambda log: log.write_bytes(log.read_bytes() + b"\n\n"),
    "no byte left": lambda log: log.write_bytes(b""),
    "no log": lambda log: log.unlink(),
    "a folder instead": _folder,
}


@pytest.mark.parametrize("how", _HARMLESS)
def test_what_a_killed_process_leaves_is_settled(
    served: Served, inbox: str, folder: Path, how: str
) -> None:
    """Half a line was told to nobody: the next look goes on, acts are there, undo works."""
    _HARMLESS[how](_log(served, inbox))
    page = served.get(inbox)
    assert page.status_code == 200
    assert page.text.count("fs.write") >= 3
    undo = served.get(f"{inbox}/undo")
    assert served.press(f"{inbox}/undo", plan=plan_in(undo.text)).status_code == 200
    assert (folder / "a.txt").read_text() == "two\n"


@pytest.mark.parametrize("how", _BROKEN)
def test_a_log_that_is_not_ours_any_more_stops_everything(
    served: Served, inbox: str, folder: Path, how: str
) -> None:
    """Every page and every decision says so with a code and what to do; no file is touched."""
    plan = plan_in(served.get(f"{inbox}/entries/3").text)
    log = _log(served, inbox)
    _BROKEN[how](log)
    left = log.read_bytes() if log.is_file() else b""
    for answer in (
        served.get(inbox),
        served.get(f"{inbox}/undo"),
        served.press(f"{inbox}/entries/3/approve", plan=plan),
        served.press(f"{inbox}/undo", plan=plan),
        served.get("/inbox"),
    ):
        assert answer.status_code in {200, 409, 502}, answer.text
        if "ERR_AUDIT_BROKEN" in answer.text:
            assert "audit verify" in answer.text
        elif answer.status_code != 200:
            assert "ERR_LOG_WRITE" in answer.text or "ERR_PREVIEW_STALE" in answer.text
    assert (folder / "a.txt").read_text() == "three\n"
    assert not (folder / "b.txt").exists()
    assert (log.read_bytes() if log.is_file() else b"") == left


def test_an_old_line_that_was_altered_hides_no_result(
    served: Served, inbox: str, folder: Path
) -> None:
    """The inbox says what is wrong; a decision is carried out and told, an undo finds its act."""
    plan = plan_in(served.get(f"{inbox}/entries/3").text)
    _middle(_log(served, inbox))
    page = served.get(inbox)
    assert (page.status_code, "ERR_AUDIT_BROKEN" in page.text) == (200, True)
    assert served.client.get(f"/api/workspaces/{inbox.rpartition('/')[2]}").json()["log_problem"]
    done = served.press(f"{inbox}/entries/3/approve", plan=plan)
    assert (done.status_code, "Created b.txt" in done.text) == (200, True)
    assert (folder / "b.txt").read_text() == "new\n"
    undo = served.get(f"{inbox}/undo")
    assert served.press(f"{inbox}/undo", plan=plan_in(undo.text)).status_code == 200
    assert not (folder / "b.txt").exists()


def test_contents_that_were_kept_and_are_gone(served: Served, inbox: str, folder: Path) -> None:
    """An undo without what it would put back is refused; the file stays as it is."""
    log = _log(served, inbox)
    for store in ("before", "trash"):
        for found in log.parent.rglob(store):
            shutil.rmtree(found)
    answer = served.get(f"{inbox}/undo")
    assert answer.status_code in {404, 409}
    assert "ERR_" in answer.text
    assert served.get(inbox).status_code == 200
    assert (folder / "a.txt").read_text() == "three\n"
