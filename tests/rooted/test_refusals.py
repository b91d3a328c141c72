"""Every errno has one error of ours."""

from __future__ import annotations

import errno

import pytest

from operatoros.errors import OperatorosError
from operatoros.rooted.refusals import translate, translated

KNOWN = {
    errno.ENOENT: "ERR_NOT_FOUND",
    errno.ENOTDIR: "ERR_NOT_A_FOLDER",
    errno.EISDIR: "ERR_NOT_A_FILE",
    errno.ENXIO: "ERR_NOT_A_FILE",
    errno.ELOOP: "ERR_PATH_LINK",
    errno.EXDEV: "ERR_PATH_NOT_ALLOWED",
    errno.ENAMETOOLONG: "ERR_PATH_NOT_ALLOWED",
    errno.EEXIST: "ERR_TARGET_EXISTS",
    errno.ENOTEMPTY: "ERR_TARGET_EXISTS",
    errno.EAGAIN: "ERR_PATH_UNSETTLED",
    errno.EACCES: "ERR_PATH_PERMISSION",
    errno.EPERM: "ERR_PATH_PERMISSION",
    errno.EROFS: "ERR_PATH_PERMISSION",
    errno.ENOSPC: "ERR_DISK_FULL",
    errno.EDQUOT: "ERR_DISK_FULL",
    errno.EIO: "ERR_DISK",
}


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_no_errno_is_without_an_error(number: int) -> None:
    """The map is total: the last resort is the disk's fault, never an OSError of Python."""
    error = translate(OSError(number, "text"), "some/path")

    assert isinstance(error, OperatorosError)
    assert error.code == KNOWN.get(number, "ERR_DISK" if number not in KNOWN else "") or (
        error.code != "ERR_INTERNAL"
    )
    assert "some/path" in error.message


@pytest.mark.parametrize(("number", "code"), KNOWN.items())
def test_the_usual_ones_say_what_it_is(number: int, code: str) -> None:
    """One code a reason, as the protocol's table names them."""
    assert translate(OSError(number, "text"), "p").code == code


def test_an_error_without_a_number_is_the_disks() -> None:
    """Python raises OSError without errno now and then."""
    assert translate(OSError("odd"), "p").code == "ERR_DISK"


def test_a_block_of_calls_is_translated_as_one() -> None:
    """Whatever the system refuses inside comes out as ours; nothing else is touched."""
    with pytest.raises(OperatorosError) as caught, translated("p"):
        raise OSError(errno.ENOENT, "text")
    assert caught.value.code == "ERR_NOT_FOUND"
    with pytest.raises(ValueError, match="ours"), translated("p"):
        raise ValueError("ours")
