"""Entries over the API: taken in, looked at, changed, decided; only what was shown is done."""

from __future__ import annotations

from pathlib import Path

from tests.acting import block, edits, write
from tests.web.api.conftest import Served


def _in(served: Served, workspace: str, *blocks: str) -> list[int]:
    taken = served.post(f"/api/workspaces/{workspace}/scan", {"text": "\n".join(blocks)})
    return [entry["number"] for entry in taken["fresh"]]


def _many(folder: Path) -> None:
    """Make a folder whose delete is more than one file, so that it stops."""
    (folder / "old").mkdir()
    for number in range(3):
        (folder / "old" / f"{number}.txt").write_text("x", encoding="utf-8")


def _two_hunks() -> str:
    return edits(
        "notes.txt",
        {"op": "replaceFirst", "find": "line 3\n", "text": "line three\n"},
        {"op": "replaceFirst", "find": "line 33\n", "text": "line thirty-three\n"},
    )


def test_a_text_is_taken_in_once(served: Served, workspace: str) -> None:
    """Commands become entries; the same text again is known; invalid blocks get an answer."""
    text = "Sure!\n" + write("a.txt", "x") + block("fs.nothing", name="bad-1")
    path = f"/api/workspaces/{workspace}/scan"
    taken = served.post(path, {"text": text})
    assert [entry["path"] for entry in taken["fresh"]] == ["a.txt"]
    (rejection,) = taken["rejections"]
    assert rejection["code"].startswith("ERR_")
    assert rejection["code"] in taken["answers"]
    again = served.post(path, {"text": text})
    assert again["fresh"] == []
    assert [entry["number"] for entry in again["known"]] == [1]
    nothing = served.post(path, {"text": "no commands", "kind": "chat"})
    assert (nothing["fresh"], nothing["known"], nothing["answers"]) == ([], [], "")
    (entry,) = served.get(f"/api/workspaces/{workspace}/entries")
    assert (entry["state"], entry["origin"]["kind"]) == ("waiting", "clipboard")


def test_an_entry_is_approved_by_the_plan_that_was_shown(
    served: Served, workspace: str, folder: Path
) -> None:
    """Looking changes nothing; another plan is refused; the right one is done, once."""
    (number,) = _in(served, workspace, write("a.txt", "hello\n"))
    at = f"/api/workspaces/{workspace}/entries/{number}"
    opened = served.get(at)
    assert opened == served.get(at)
    assert (opened["text"], opened["problem"]) == ("hello\n", None)
    preview = opened["preview"]
    assert (preview["action"], preview["added"], preview["removed"]) == ("fs.write", 1, 0)
    assert not (folder / "a.txt").exists()
    wrong = served.post(f"{at}/approve", {"plan": "0" * 64}, status=409)
    assert wrong["code"] == "ERR_PREVIEW_STALE"
    assert not (folder / "a.txt").exists()
    done = served.post(f"{at}/approve", {"plan": preview["plan"], "all_seen": True})
    assert done["result"]["ok"] is True
    assert done["entry"]["state"] == "done"
    assert "OPERATOR_RESULT" in done["paste"]
    assert (folder / "a.txt").read_text(encoding="utf-8") == "hello\n"
    twice = served.post(f"{at}/approve", {"plan": preview["plan"]}, status=409)
    assert twice["code"].startswith("ERR_")
    after = served.get(at)
    assert (after["preview"], after["result"]["ok"]) == (None, True)
    assert served.get(f"/api/workspaces/{workspace}/entries") == []
    listed = served.get(f"/api/workspaces/{workspace}/entries", params={"decided": "true"})
    assert [entry["number"] for entry in listed] == [number]


def test_what_changed_meanwhile_is_not_overwritten(
    served: Served, workspace: str, folder: Path
) -> None:
    """A file that somebody changed after the look makes another plan: the old yes is refused."""
    (number,) = _in(served, workspace, _two_hunks())
    at = f"/api/workspaces/{workspace}/entries/{number}"
    plan = served.get(at)["preview"]["plan"]
    file = folder / "notes.txt"
    changed = file.read_text(encoding="utf-8").replace("line 20", "line twenty")
    file.write_text(changed, encoding="utf-8")
    refused = served.post(f"{at}/approve", {"plan": plan, "all_seen": True}, status=409)
    assert refused["code"] == "ERR_PREVIEW_STALE"
    assert file.read_text(encoding="utf-8") == changed


def test_one_hunk_of_two_is_accepted(served: Served, workspace: str, folder: Path) -> None:
    """Chosen hunks make a plan of their own; only they are written."""
    (number,) = _in(served, workspace, _two_hunks())
    at = f"/api/workspaces/{workspace}/entries/{number}"
    whole = served.get(at)
    assert [hunk["number"] for hunk in whole["preview"]["hunks"]] == [1, 2]
    part = served.get(at, params={"hunks": [2]})
    assert len(part["preview"]["hunks"]) == 1
    assert part == served.post(f"{at}/preview", {"hunks": [2]})
    mixed = served.post(
        f"{at}/approve", {"plan": whole["preview"]["plan"], "hunks": [2]}, status=409
    )
    assert mixed["code"] == "ERR_PREVIEW_STALE"
    body = {"plan": part["preview"]["plan"], "hunks": [2], "all_seen": True}
    assert served.post(f"{at}/approve", body)["result"]["ok"]
    text = (folder / "notes.txt").read_text(encoding="utf-8")
    assert "line thirty-three" in text
    assert "line three\n" not in text
    (number,) = _in(served, workspace, write("other.txt", "x\n"))
    at = f"/api/workspaces/{workspace}/entries/{number}"
    for chosen in ([], [7]):
        said = served.post(f"{at}/preview", {"hunks": chosen}, status=400)
        assert said["code"] == "ERR_NO_SUCH_HUNK"


def test_a_text_is_edited_before_it_is_written(
    served: Served, workspace: str, folder: Path
) -> None:
    """An edited text is previewed, has a plan of its own, and is what is written."""
    (number,) = _in(served, workspace, write("a.txt", "hello\n"))
    at = f"/api/workspaces/{workspace}/entries/{number}"
    edited = served.post(f"{at}/preview", {"text": "hello, Ada\n"})
    assert edited["text"] == "hello, Ada\n"
    assert edited["preview"]["plan"] != served.get(at)["preview"]["plan"]
    body = {"plan": edited["preview"]["plan"], "text": "hello, Ada\n", "all_seen": True}
    assert served.post(f"{at}/approve", body)["result"]["ok"]
    assert (folder / "a.txt").read_text(encoding="utf-8") == "hello, Ada\n"


def test_an_entry_is_rejected_dismissed_and_asked_again(
    served: Served, workspace: str, folder: Path
) -> None:
    """A no tells the chat its reason; putting aside tells nothing; both can wait once more."""
    first, second = _in(served, workspace, write("a.txt", "x"), write("b.txt", "y", name="w-2"))
    at = f"/api/workspaces/{workspace}/entries"
    no = served.post(f"{at}/{first}/reject", {"reason": "use another name"})
    assert (no["entry"]["state"], no["result"]["ok"]) == ("rejected", False)
    assert "use another name" in no["paste"]
    aside = served.post(f"{at}/{second}/dismiss")
    assert (aside["entry"]["state"], aside["result"], aside["paste"]) == ("dismissed", None, "")
    assert served.post(f"{at}/{second}/dismiss", status=409)["code"] == "ERR_ENTRY_STATE"
    assert served.post(f"{at}/{first}/again")["state"] == "waiting"
    assert served.post(f"{at}/{first}/again")["state"] == "waiting"
    assert sorted(path.name for path in folder.iterdir()) == ["notes.txt"]


def test_a_group_is_approved_and_the_stop_lane_is_not(
    served: Served, workspace: str, folder: Path
) -> None:
    """Entries of one screen are carried out in order; what needs a look of its own is left."""
    _many(folder)
    numbers = _in(
        served,
        workspace,
        write("a.txt", "x"),
        write("b.txt", "y", name="w-2"),
        block("fs.delete", name="d-1", path="old"),
    )
    at = f"/api/workspaces/{workspace}"
    previews = [served.get(f"{at}/entries/{number}")["preview"] for number in numbers]
    assert previews[2]["lane"] == "stop"
    shown = [
        {"number": number, "plan": preview["plan"]}
        for number, preview in zip(numbers, previews, strict=True)
    ]
    shown[1]["plan"] = "0" * 64
    done = served.post(f"{at}/approve-group", {"shown": shown})
    codes = [one["error"] and one["error"]["code"] for one in done]
    assert codes == [None, "ERR_PREVIEW_STALE", "ERR_NOT_IN_GROUP"]
    assert sorted(path.name for path in folder.iterdir()) == ["a.txt", "notes.txt", "old"]


def test_the_stop_lane_wants_its_words(served: Served, workspace: str, folder: Path) -> None:
    """A delete is refused without its confirmation, and done with it."""
    _many(folder)
    (number,) = _in(served, workspace, block("fs.delete", name="d-1", path="old"))
    at = f"/api/workspaces/{workspace}/entries/{number}"
    preview = served.get(at)["preview"]
    assert preview["lane"] == "stop"
    body: dict[str, object] = {"plan": preview["plan"], "all_seen": True}
    refused = served.post(f"{at}/approve", body, status=400)
    assert refused["code"] == "ERR_CONFIRMATION"
    assert (folder / "old").exists()
    done = served.post(f"{at}/approve", {**body, "confirmation": preview["confirm"]})
    assert done["result"]["ok"]
    assert not (folder / "old").exists()


def test_results_are_handed_out_to_paste(served: Served, workspace: str) -> None:
    """Results come as a chat takes them, decoded if wanted; what is undecided has none."""
    first, second = _in(
        served, workspace, block("fs.read", name="r-1", path="notes.txt"), write("b.txt", "y")
    )
    at = f"/api/workspaces/{workspace}"
    plan = served.get(f"{at}/entries/{first}")["preview"]["plan"]
    served.post(f"{at}/entries/{first}/approve", {"plan": plan, "all_seen": True})
    (packed,) = served.post(f"{at}/paste", {"numbers": [first]})["pastes"]
    (plain,) = served.post(f"{at}/paste", {"numbers": [first], "decoded": True})["pastes"]
    assert "OPERATOR_RESULT" in packed
    assert "|line 2" in plain
    assert "line 2" not in packed
    said = served.post(f"{at}/paste", {"numbers": [second]}, status=409)
    assert said["code"] == "ERR_ENTRY_STATE"
    assert served.post(f"{at}/paste", {"numbers": []}, status=400)["code"] == "ERR_REQUEST_INVALID"


def test_no_such_entry_is_not_found(served: Served, workspace: str) -> None:
    """Every route of an entry says so for a number that no entry has."""
    at = f"/api/workspaces/{workspace}/entries/7"
    assert served.get(at, status=404)["code"] == "ERR_ENTRY_NOT_FOUND"
    bodies: dict[str, object] = {
        "preview": {}, "approve": {"plan": "0"}, "reject": {}, "dismiss": None, "again": None,
    }  # fmt: skip
    for name, body in bodies.items():
        assert served.post(f"{at}/{name}", body, status=404)["code"] == "ERR_ENTRY_NOT_FOUND", name
