"""The map from the library's exceptions is total, and its errors are ours."""

from __future__ import annotations

import inspect

import httpx2
import pytest

from operatoros.errors import OperatorosError
from operatoros.net import failures
from operatoros.net.failures import TRANSLATIONS, translate

EXCEPTIONS = sorted(
    name
    for name in httpx2.__all__
    if inspect.isclass(getattr(httpx2, name)) and issubclass(getattr(httpx2, name), BaseException)
)


def test_every_public_exception_of_the_library_is_translated() -> None:
    """None is missing from the map, and the map names none that does not exist."""
    assert len(EXCEPTIONS) > 25
    assert sorted(TRANSLATIONS) == EXCEPTIONS


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_each_becomes_an_error_of_ours_or_a_bug(name: str) -> None:
    """What can come from outside is an OperatorosError; a caller's mistake is an AssertionError."""
    kind = getattr(httpx2, name)
    exc = kind.__new__(kind)
    Exception.__init__(exc, "told by the library: Bearer sk-1234567890")
    try:
        made = translate(exc, where="GET https://api.example/", idle_s=1, connect_s=1)
    except AssertionError:
        assert issubclass(kind, (httpx2.StreamError, httpx2.CookieConflict)) or name in {
            "HTTPStatusError",
            "LocalProtocolError",
            "TooManyRedirects",
            "SSEError",
        }
    else:
        assert isinstance(made, OperatorosError)
        assert made.code.startswith("ERR_")
        assert "sk-1234567890" not in str(made.as_json())


def test_a_subclass_is_translated_like_its_parent() -> None:
    """A kind that a later version adds falls back to its parent."""

    class LaterError(httpx2.ReadTimeout):
        """Not known yet."""

    made = translate(LaterError("x"), where="GET /", idle_s=3, connect_s=1)
    assert (made.code, made.details["timeout_s"]) == ("ERR_SOURCE_TIMEOUT", 3)


def test_an_unknown_exception_is_a_bug() -> None:
    """Something that is not the library's is not swallowed."""
    with pytest.raises(AssertionError):
        translate(KeyError("x"), where="GET /", idle_s=1, connect_s=1)  # type: ignore[arg-type]  # on purpose


def test_every_error_has_a_code_of_its_own() -> None:
    """Codes are unique in this room, and every class says what it is."""
    kinds = [
        kind
        for kind in vars(failures).values()
        if inspect.isclass(kind)
        and issubclass(kind, OperatorosError)
        and kind.__module__ == failures.__name__
    ]
    assert len({kind.code for kind in kinds}) == len(kinds) > 12
    assert all(kind.__doc__ for kind in kinds)
