"""Root: reading beneath one handle, on both ways of resolving."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from operatoros.errors import OperatorosError
from operatoros.rooted.root import Root, entries


@pytest.fixture(params=["openat2", "walk"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Root]:
    """A root with a few files and links, resolved each way; a secret lies beside it."""
    (tmp_path / "secret").write_text("SECRET", encoding="utf-8")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "key").write_text("SECRET", encoding="utf-8")
    base = tmp_path / "root"
    (base / "a" / "b").mkdir(parents=True)
    (base / "top.txt").write_text("top", encoding="utf-8")
    (base / "a" / "b" / "deep.txt").write_text("deep", encoding="utf-8")
    with Root.open(str(base), force_walk=request.param == "walk") as opened:
        if opened.way != request.param:
            pytest.skip("this kernel has no openat2")
        yield opened


def link(root: Root, name: str, target: str) -> None:
    """Make a link in the root."""
    os.symlink(target, os.path.join(root.path, name))


def code_of(root: Root, path: str) -> str:
    """Return the code with which reading a path is refused, or what was read."""
    try:
        return "read " + root.read(path, limit=100).decode()
    except OperatorosError as exc:
        return exc.code


# name -> link's text -> what reading `name` (or name + rest) gives
LINKS = [
    ("in", "top.txt", "in", "read top"),
    ("in-deep", "a/b/deep.txt", "in-deep", "read deep"),
    ("folder", "a/b", "folder/deep.txt", "read deep"),
    ("dots", "a/../top.txt", "dots", "read top"),
    ("a/up", "../top.txt", "a/up", "read top"),
    ("a/b/up2", "../../top.txt", "a/b/up2", "read top"),
    ("self-dot", ".", "self-dot/top.txt", "read top"),
    ("absolute-in", "{root}/top.txt", "absolute-in", "ERR_PATH_LINK"),
    ("absolute", "/etc/passwd", "absolute", "ERR_PATH_LINK"),
    ("out", "../secret", "out", "ERR_PATH_LINK"),
    ("out-folder", "..", "out-folder/secret", "ERR_PATH_LINK"),
    ("out-deep", "a/../../secret", "out-deep", "ERR_PATH_LINK"),
    ("out-back", "../root/top.txt", "out-back", "ERR_PATH_LINK"),
    ("a/out", "../../secret", "a/out", "ERR_PATH_LINK"),
    ("loop", "loop", "loop", "ERR_PATH_LINK"),
    ("dangling", "nowhere", "dangling", "ERR_NOT_FOUND"),
    ("proc", "/proc/self/root/etc/passwd", "proc", "ERR_PATH_LINK"),
    ("through-file", "top.txt/x", "through-file", "ERR_NOT_A_FOLDER"),
]


@pytest.mark.parametrize(("name", "target", "path", "expected"), LINKS)
def test_reading_follows_relative_links_that_stay_beneath_and_no_other(
    root: Root, name: str, target: str, path: str, expected: str
) -> None:
    """W3: a relative link beneath is followed; absolute ones and ways out are refused."""
    link(root, name, target.format(root=root.path))

    assert code_of(root, path) == expected


def test_reading_follows_32_links_and_refuses_33(root: Root) -> None:
    """W3: at most 32 hops, on both ways the same."""
    link(root, "l0", "top.txt")
    for number in range(1, 33):
        link(root, f"l{number}", f"l{number - 1}")

    assert code_of(root, "l31") == "read top"
    assert code_of(root, "l32") == "ERR_PATH_LINK"


@pytest.mark.parametrize("kind", ["pipe", "socket", "folder", "device"])
def test_only_regular_files_are_read_and_nothing_is_waited_for(root: Root, kind: str) -> None:
    """W3: a pipe, socket, folder or device is refused at once."""
    path = os.path.join(root.path, "odd")
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as one:
            here = os.open(root.path, os.O_RDONLY)
            one.bind(f"/proc/self/fd/{here}/odd")
            os.close(here)
    elif kind == "folder":
        os.mkdir(path)
    else:
        try:
            os.mknod(path, 0o20600, os.makedev(1, 3))
        except PermissionError:
            pytest.skip("making a device needs root")

    assert code_of(root, "odd") == "ERR_NOT_A_FILE"


def test_a_file_that_grows_past_the_limit_is_refused(root: Root) -> None:
    """Reading never returns more than its limit, nor a part without saying so."""
    (Path(root.path) / "big").write_bytes(b"x" * 101)
    (Path(root.path) / "fits").write_bytes(b"x" * 100)

    assert code_of(root, "big") == "ERR_FILE_TOO_LARGE"
    assert code_of(root, "fits") == "read " + "x" * 100


def test_listing_is_sorted_and_shows_links_as_links(root: Root) -> None:
    """A folder's names come sorted by their bytes; a link is no folder."""
    link(root, "Z", "a")

    found = [(entry.name, entry.kind) for entry in root.list(".")]

    assert found == [("Z", "link"), ("a", "folder"), ("top.txt", "file")]


def test_listing_stops_at_its_limit(root: Root) -> None:
    """A listing never holds more names than asked for."""
    assert len(root.list(".", limit=1)) == 1


def test_walking_goes_everywhere_but_through_links(root: Root) -> None:
    """W3: recursion never follows a link, also not one that leads up."""
    link(root, "a/again", "..")
    link(root, "out", "../secrets")

    found = [path.text for path, _kind in root.walk(".")]

    assert found == ["a", "out", "top.txt", "a/again", "a/b", "a/b/deep.txt"]


def test_walking_asks_before_it_enters(root: Root) -> None:
    """A folder that the caller does not want is told and not entered."""
    found = [path.text for path, _kind in root.walk(".", enter=lambda path: path.text != "a")]

    assert found == ["a", "top.txt"]


def test_stat_looks_at_a_link_or_through_it(root: Root) -> None:
    """`follow` decides whether a last link is itself or what it leads to."""
    link(root, "l", "top.txt")

    assert root.stat("l").st_size == 3
    assert root.stat("l", follow=False).st_size == len("top.txt")
    assert root.resolve("l").text == "top.txt"


def test_the_handle_stays_on_the_folder_when_its_name_is_given_to_another(
    root: Root, tmp_path: Path
) -> None:
    """W1: the root is a handle, not a text."""
    os.rename(root.path, tmp_path / "moved")
    os.mkdir(root.path)
    (Path(root.path) / "top.txt").write_text("impostor", encoding="utf-8")

    assert code_of(root, "top.txt") == "read top"


def test_a_folder_cannot_be_read_with_a_trailing_slash_on_a_file(root: Root) -> None:
    """A path that ends in a slash means a folder."""
    assert code_of(root, "top.txt/") == "ERR_NOT_A_FOLDER"


def test_a_root_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    """Only a folder can be a root, and it must be there."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    for path, code in (("file", "ERR_NOT_A_FOLDER"), ("none", "ERR_NOT_FOUND")):
        with pytest.raises(OperatorosError) as caught:
            Root.open(str(tmp_path / path))
        assert caught.value.code == code


def test_names_that_are_no_utf8_are_listed(root: Root) -> None:
    """A listing never fails over a name; undecodable bytes are surrogates."""
    os.close(os.open(os.fsencode(root.path) + b"/b\xff", os.O_CREAT | os.O_WRONLY))
    with root.folder(".") as (handle, _where):
        assert "b\udcff" in [entry.name for entry in entries(handle)]
