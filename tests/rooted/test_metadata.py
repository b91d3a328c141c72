"""Mode, owner, times and attributes: kept, or named as lost."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from operatoros.rooted.metadata import Metadata, default_mode, give, read_metadata


def _of(path: Path) -> Metadata:
    handle = os.open(path, os.O_RDONLY)
    try:
        return read_metadata(handle, os.fstat(handle))
    finally:
        os.close(handle)


def _give(path: Path, wanted: Metadata, *, keep_powers: bool = False) -> tuple[str, ...]:
    handle = os.open(path, os.O_RDONLY)
    try:
        return give(handle, wanted, keep_powers=keep_powers)
    finally:
        os.close(handle)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A file with everything, and a plain one."""
    rich, plain = tmp_path / "rich", tmp_path / "plain"
    for path in (rich, plain):
        path.write_text("x", encoding="utf-8")
    try:
        os.setxattr(rich, "user.note", b"\x00binary")
    except OSError:
        pytest.skip("this file system has no extended attributes")
    rich.chmod(0o4751)
    os.utime(rich, ns=(5, 1_234_567_890_123_456_789))
    return rich, plain


def test_everything_comes_along(pair: tuple[Path, Path]) -> None:
    """A restored file has mode, time and attributes as before."""
    rich, plain = pair
    wanted = _of(rich)

    assert _give(plain, wanted, keep_powers=True) == ()
    assert _of(plain) == wanted


def test_new_content_does_not_inherit_powers(pair: tuple[Path, Path]) -> None:
    """Set-user-ID is dropped, as the kernel drops it when a file is written; it is told."""
    rich, plain = pair

    (lost,) = _give(plain, _of(rich))

    assert "set-user-ID" in lost
    assert stat.S_IMODE(plain.stat().st_mode) == 0o751


def test_what_the_system_refuses_is_named(
    pair: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Owner and attributes that may not be given are reported, and the rest is given."""
    rich, plain = pair

    def no(*_arguments: object, **_named: object) -> None:
        raise PermissionError(errno.EPERM, "no")

    monkeypatch.setattr(os, "fchown", no)
    monkeypatch.setattr(os, "setxattr", no)
    lost = _give(plain, replace(_of(rich), uid=12345), keep_powers=True)

    assert [text.split()[0] for text in lost] == ["owner", "attribute"]
    assert stat.S_IMODE(plain.stat().st_mode) == 0o4751


def test_a_time_that_is_not_given_stays_now(pair: tuple[Path, Path]) -> None:
    """A change has the time of the change."""
    rich, plain = pair
    before = plain.stat().st_mtime_ns
    _give(plain, replace(_of(rich), mtime_ns=None))

    assert plain.stat().st_mtime_ns == before


def test_a_new_file_gets_what_the_umask_leaves() -> None:
    """Like every other program's new files."""
    old = os.umask(0o027)
    try:
        assert default_mode() == 0o640
    finally:
        os.umask(old)
