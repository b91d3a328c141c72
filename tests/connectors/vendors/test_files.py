"""Files beneath a root: read, listed, searched; secrets, binaries and ways out are refused."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.connectors.asking import Answer
from operatoros.connectors.vendors import files
from operatoros.connectors.vendors.files import is_private, is_tame, text_of
from operatoros.errors import OperatorosError
from operatoros.rooted.paths import for_reading
from tests.connectors.asked import ask, module

pytestmark = pytest.mark.anyio


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with a root `docs`, and things beside and inside that are none of its business."""
    made = {
        "docs/a.md": "# Alpha\nthe needle is here\n",
        "docs/b/c.txt": "Needle twice: needle\nnothing\n",
        "docs/b/d.log": "needle in a log\n",
        "docs/.gitignore": "*.log\nbuild/\n",
        "docs/build/out.txt": "needle\n",
        "docs/node_modules/x/index.js": "needle\n",
        "docs/.env.local": "KEY=needle-secret\n",
        "docs/.env.example": "KEY=\n",
        "docs/.git/config": "token = needle\n",
        "docs/keys/server.pem": "needle\n",
        "outside.txt": "needle outside\n",
    }
    for name, text in made.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (tmp_path / "docs/out.txt").symlink_to(tmp_path / "outside.txt")
    (tmp_path / "docs/up").symlink_to(tmp_path)
    (tmp_path / "docs/notes.txt").symlink_to(".env.local")
    (tmp_path / "docs/inside.txt").symlink_to("a.md")
    (tmp_path / "docs/picture.png").write_bytes(b"\x89PNG\0needle")
    os.mkfifo(tmp_path / "docs/pipe.txt")
    return tmp_path


async def on(project: Path, tool: str, params: dict[str, Any], **more: Any) -> Answer:
    """Ask the files module about the project's docs."""
    return await ask(module("files", root="docs"), tool, params, folder=project, **more)


async def code_of(project: Path, tool: str, params: dict[str, Any], **more: Any) -> str:
    """Return the code with which the question fails."""
    with pytest.raises(OperatorosError) as caught:
        await on(project, tool, params, **more)
    return caught.value.code


async def test_a_file_is_read_with_its_facts(project: Path) -> None:
    """Path, text, size and time of one file; a link that stays beneath leads to the real one."""
    item = (await on(project, "read", {"path": "a.md"})).items[0]
    assert item["text"] == "# Alpha\nthe needle is here\n"
    assert item["size"] == 27
    assert item["cut"] is False
    linked = (await on(project, "read", {"path": "inside.txt"})).items[0]
    assert linked["path"] == "a.md"


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("../outside.txt", "ERR_PATH_NOT_ALLOWED"),
        ("/etc/hostname", "ERR_PATH_NOT_ALLOWED"),
        ("out.txt", "ERR_PATH_LINK"),
        ("up/outside.txt", "ERR_PATH_LINK"),
        ("gone.txt", "ERR_NOT_FOUND"),
        ("b", "ERR_NOT_A_FILE"),
        ("pipe.txt", "ERR_NOT_A_FILE"),
        ("picture.png", "ERR_FILE_BINARY"),
        (".env.local", "ERR_FILE_PRIVATE"),
        (".git/config", "ERR_FILE_PRIVATE"),
        ("keys/server.pem", "ERR_FILE_PRIVATE"),
        ("notes.txt", "ERR_FILE_PRIVATE"),
        ("a\0b", "ERR_PATH_NOT_ALLOWED"),
    ],
)
async def test_what_is_not_to_be_read_is_refused(project: Path, path: str, code: str) -> None:
    """Ways out, links out, pipes, binaries and secrets (by any name) have a code each."""
    with anyio.fail_after(5):
        assert await code_of(project, "read", {"path": path}) == code


async def test_an_example_of_a_secret_file_is_no_secret(project: Path) -> None:
    """`.env.example` is read: it is there to be read."""
    assert (await on(project, "read", {"path": ".env.example"})).items[0]["text"] == "KEY=\n"


async def test_a_long_file_is_cut_and_says_so(project: Path) -> None:
    """At most `max_bytes`, never half a letter, and a note."""
    (project / "docs/long.txt").write_text("ä" * 1000, encoding="utf-8")
    answer = await on(project, "read", {"path": "long.txt", "max_bytes": 101})
    assert answer.items[0]["text"] == "ä" * 50
    assert answer.items[0]["cut"] is True
    assert answer.notes


async def test_a_list_leaves_out_what_is_ignored_secret_or_linked(project: Path) -> None:
    """`.gitignore`, package folders, secrets, links and pipes do not appear."""
    names = [item["path"] for item in (await on(project, "list", {})).items]
    assert names == [
        ".env.example", ".gitignore", "a.md", "b", "keys", "picture.png", "b/c.txt"
    ]  # fmt: skip
    only = await on(project, "list", {"glob": "*.txt", "folders": False})
    assert [item["path"] for item in only.items] == ["b/c.txt"]
    beneath = await on(project, "list", {"path": "b"})
    assert [item["path"] for item in beneath.items] == ["b/c.txt"]
    # Whoever names an ignored folder means it.
    build = await on(project, "list", {"path": "build"})
    assert [item["path"] for item in build.items] == ["build/out.txt"]
    assert await code_of(project, "list", {"path": ".."}) == "ERR_PATH_NOT_ALLOWED"
    assert await code_of(project, "list", {"path": "up"}) == "ERR_PATH_LINK"
    assert await code_of(project, "list", {"path": "a.md"}) == "ERR_NOT_A_FOLDER"


async def test_a_search_finds_lines_and_only_where_it_may(project: Path) -> None:
    """Literal text, case ignored unless asked; nothing from secrets, ignored files or outside."""
    found = [item["at"] for item in (await on(project, "search", {"query": "needle"})).items]
    assert found == ["a.md:2", "b/c.txt:1"]
    exact = await on(project, "search", {"query": "Needle", "case_sensitive": True})
    assert [item["at"] for item in exact.items] == ["b/c.txt:1"]
    assert (await on(project, "search", {"query": "n.edle"})).items == ()
    narrowed = await on(project, "search", {"query": "needle", "glob": "b/**"})
    assert [item["at"] for item in narrowed.items] == ["b/c.txt:1"]


async def test_long_lines_are_cut_around_the_match(project: Path) -> None:
    """A match at the end of a line of a megabyte comes with its surroundings only."""
    (project / "docs/min.js").write_text("x" * 1_000_000 + "needle", encoding="utf-8")
    items = (await on(project, "search", {"query": "needle", "glob": "*.js"})).items
    assert len(str(items[0]["text"])) <= 400
    assert "needle" in str(items[0]["text"])


async def test_cuts_are_told(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More entries or bytes than wanted: the answer is partial and says so."""
    for tool, params in (("list", {}), ("search", {"query": "needle"})):
        answer = await on(project, tool, params, max_records=1)
        assert len(answer.items) == 1
        assert answer.error is not None
        assert answer.error.code == "ERR_RECORDS_CUT"
    monkeypatch.setattr(files, "MAX_TOTAL", 10)
    answer = await on(project, "search", {"query": "nowhere"})
    assert answer.error is not None
    assert answer.error.code == "ERR_SEARCH_STOPPED"
    monkeypatch.setattr(files, "MAX_SEARCHED", 10)
    answer = await on(project, "search", {"query": "nowhere"})
    assert "not searched" in answer.notes[0]


@pytest.mark.parametrize("query", ["", "  ", "a\nb", "x" * 1001])
async def test_a_search_needs_one_line_of_text(project: Path, query: str) -> None:
    """Nothing, several lines or a novel are refused."""
    assert await code_of(project, "search", {"query": query}) == "ERR_QUERY_UNUSABLE"


async def test_wild_patterns_neither_run_nor_hang(project: Path) -> None:
    """A glob that would take for ever is refused; a hostile `.gitignore` line is passed over."""
    wild = "*a" * 30 + "*b"
    assert await code_of(project, "list", {"glob": wild}) == "ERR_PATTERN_TOO_WILD"
    (project / "docs/.gitignore").write_text(f"{wild}\n*.log\n", encoding="utf-8")
    for n in range(20):
        (project / f"docs/{'a' * 200}{n}").touch()
    with anyio.fail_after(5):
        names = {item["path"] for item in (await on(project, "list", {})).items}
    assert "b/d.log" not in names
    assert len(names) > 20


async def test_a_missing_root_is_an_error(tmp_path: Path) -> None:
    """A connector whose root is not there says so."""
    assert await code_of(tmp_path, "list", {}) == "ERR_NOT_FOUND"


@pytest.mark.parametrize(
    ("path", "private"),
    [
        (".env", True), ("a/.ENV.Production", True), ("prod.env", True), ("id_rsa", True),
        ("id_ed25519", True), ("id_ed25519.pub", False), (".npmrc", True), ("x/.ssh/config", True),
        (".aws/config", True), ("credentials.json", True), (".env.example", False),
        ("environment.md", False), ("keyboard.md", False), (".github/x.yml", False),
    ],
)  # fmt: skip
def test_secrets_are_known_by_their_names(path: str, private: bool) -> None:
    """The usual places of keys and tokens, in any case; not what merely sounds like one."""
    assert is_private(for_reading(path)) is private


def test_tame_patterns_are_what_people_write() -> None:
    """The patterns of real ignore files pass; explosions do not."""
    for pattern in ("*.py[cod]", "/dist/", "**/node_modules/**", "docs/*_build*/", "!keep.md", "#"):
        assert is_tame(pattern), pattern
    for pattern in ("*a*b*c", "a/**/b/**/c/**", "x" * 257):
        assert not is_tame(pattern), pattern


@given(st.binary(max_size=300), st.booleans())
def test_bytes_are_text_or_not_and_never_break(data: bytes, cut: bool) -> None:
    """Any bytes give a text or None; what is UTF-8 comes back whole."""
    text = text_of(data, cut=cut)
    assert text is None or isinstance(text, str)
    written = "".join(chr(65 + byte % 26) for byte in data)
    assert text_of(written.encode()) == written
