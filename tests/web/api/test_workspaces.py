"""Workspaces over the API: opened by a person here, read, undone as it was shown."""

from __future__ import annotations

from pathlib import Path

import httpx2
import pytest

from operatoros.app.hosting import Host as Carrier
from operatoros.app.wiring import world_of
from operatoros.web.application import create_app
from operatoros.web.context import Site
from tests.acting import write
from tests.app.conftest import MakeConfig
from tests.web.api.conftest import Served


def _done(served: Served, workspace: str, path: str, text: str) -> None:
    """Have a file written through the inbox."""
    taken = served.post(f"/api/workspaces/{workspace}/scan", {"text": write(path, text)})
    number = taken["fresh"][0]["number"]
    at = f"/api/workspaces/{workspace}/entries/{number}"
    plan = served.get(at)["preview"]["plan"]
    assert served.post(f"{at}/approve", {"plan": plan, "all_seen": True})["result"]["ok"]


def test_a_folder_is_opened_and_listed(served: Served, folder: Path) -> None:
    """Opening a folder gives it an id; it is listed from then on, and opening is repeatable."""
    assert served.get("/api/workspaces") == []
    opened = served.post("/api/workspaces", {"folder": str(folder)}, status=201)
    assert (opened["path"], opened["waiting"]) == (str(folder), 0)
    assert [one["id"] for one in served.get("/api/workspaces")] == [opened["id"]]
    again = served.post("/api/workspaces", {"folder": str(folder)}, status=201)
    assert again["id"] == opened["id"]
    inbox = served.get(f"/api/workspaces/{opened['id']}")
    assert (inbox["path"], inbox["waiting"], inbox["acts"]) == (str(folder), [], [])


def test_only_whole_paths_of_folders_are_opened(served: Served, folder: Path) -> None:
    """A relative path, a missing folder, a file, a NUL: each is refused with a code."""
    cases = [
        ("workspace", 400, "ERR_FOLDER_NOT_ABSOLUTE"),
        ("../x", 400, "ERR_FOLDER_NOT_ABSOLUTE"),
        (f"{folder}\0", 400, "ERR_FOLDER_NOT_ABSOLUTE"),
        (f"{folder}/missing", 404, "ERR_NO_WORKSPACE"),
        (f"{folder}/notes.txt", 404, "ERR_NO_WORKSPACE"),
        ("", 400, "ERR_REQUEST_INVALID"),
    ]
    for name, status, code in cases:
        said = served.post("/api/workspaces", {"folder": name}, status=status)
        assert said["code"] == code, name
    assert served.get("/api/workspaces") == []


@pytest.mark.anyio
@pytest.mark.parametrize(("peer", "status"), [("203.0.113.7", 403), ("127.0.0.1", 201)])
async def test_a_folder_is_opened_from_this_machine_alone(
    make_config: MakeConfig, folder: Path, peer: str, status: int
) -> None:
    """Whoever asks from elsewhere is refused before the folder is looked at; from here it opens."""
    with Carrier(lambda: world_of(make_config())) as carrier:
        app = create_app(Site(settings=make_config, host=carrier))
        transport = httpx2.ASGITransport(app=app, client=(peer, 40_000))
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://localhost", trust_env=False, verify=False
        ) as client:
            answer = await client.post("/api/workspaces", json={"folder": str(folder)})
            assert answer.status_code == status
            if status == 403:
                assert answer.json()["code"] == "ERR_ONLY_FROM_THIS_MACHINE"
                assert (await client.get("/api/workspaces")).json() == []


def test_an_unknown_workspace_is_not_found_anywhere(served: Served) -> None:
    """No route opens a folder by a name that was never opened."""
    for path in ("", "/entries", "/acts", "/file?path=a", "/first-message", "/undo"):
        answer = served.client.get(f"/api/workspaces/..%2F..%2Fetc{path}")
        assert answer.status_code == 404
        assert answer.json()["code"] == "ERR_NO_SUCH_PAGE"
        said = served.get(f"/api/workspaces/nowhere{path}", status=404)
        assert said["code"] == "ERR_WORKSPACE_UNKNOWN", path


def test_a_file_is_shown_and_a_secret_is_not(served: Served, workspace: str, folder: Path) -> None:
    """Text of the folder can be read; what looks like a secret, is outside or no text cannot."""
    (folder / ".env").write_text("KEY=1", encoding="utf-8")
    (folder / "data.bin").write_bytes(b"\x00\xff\xfe\x01")
    (folder.parent / "outside.txt").write_text("no", encoding="utf-8")
    (folder / "link.txt").symlink_to(folder.parent / "outside.txt")
    path = f"/api/workspaces/{workspace}/file"
    shown = served.get(path, params={"path": "notes.txt"})
    assert shown["text"].startswith("line 1\nline 2\n")
    for name in (".env", "data.bin"):
        said = served.get(path, params={"path": name}, status=403)
        assert said["code"] == "ERR_FILE_NOT_SHOWN"
    for name in ("../outside.txt", "/etc/passwd", "link.txt", "a/../../outside.txt", "notes.txt\0"):
        answer = served.client.get(path, params={"path": name})
        assert 400 <= answer.status_code < 500, name
        assert served.held("GET", answer)["code"].startswith("ERR_")
    assert served.get(path, params={"path": "missing.txt"}, status=404)["code"].startswith("ERR_")


def test_the_first_message_carries_the_token_of_the_inbox(served: Served, workspace: str) -> None:
    """What is pasted into a chat first holds the token that its commands carry."""
    session = served.get(f"/api/workspaces/{workspace}")["session"]
    assert session in served.get(f"/api/workspaces/{workspace}/first-message")["text"]


def test_an_act_is_undone_and_done_again_as_it_was_shown(
    served: Served, workspace: str, folder: Path
) -> None:
    """Undo and redo name the plan that was looked at; another one, or a second time, is refused."""
    nothing = served.get(f"/api/workspaces/{workspace}/undo", status=404)
    assert nothing["code"] == "ERR_NOTHING_TO_UNDO"
    _done(served, workspace, "a.txt", "hello\n")
    (act,) = served.get(f"/api/workspaces/{workspace}/acts")
    assert (act["action"], act["path"], act["result"]) == ("fs.write", "a.txt", "done")
    path = f"/api/workspaces/{workspace}/undo"
    seen = served.get(path)
    assert seen["undoes"] == act["seq"]
    assert (folder / "a.txt").exists()
    wrong = served.post(path, {"seq": act["seq"], "plan": "0" * 64}, status=409)
    assert wrong["code"] == "ERR_PREVIEW_STALE"
    plan = seen["preview"]["plan"]
    done = served.post(path, {"seq": act["seq"], "plan": plan})
    assert done["state"] == "done"
    assert not (folder / "a.txt").exists()
    again = served.post(path, {"seq": act["seq"], "plan": plan}, status=409)
    assert again["code"].startswith("ERR_")
    redo = served.get(path, params={"redo": "true"})
    body = {"seq": act["seq"], "plan": redo["preview"]["plan"], "redo": True}
    assert served.post(path, body)["state"] == "done"
    assert (folder / "a.txt").read_text(encoding="utf-8") == "hello\n"
    inbox = served.get(f"/api/workspaces/{workspace}")
    assert len(inbox["acts"]) == 3
