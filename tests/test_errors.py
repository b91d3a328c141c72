import pytest

from operatoros import errors
from operatoros.errors import Conflict, Exhausted, InvalidInput, NotFound, Refused, Unavailable


@pytest.mark.parametrize(
    ("kind", "exit_status", "http_status"),
    [
        (InvalidInput, 2, 400),
        (NotFound, 3, 404),
        (Conflict, 4, 409),
        (Refused, 5, 403),
        (Unavailable, 6, 502),
        (Exhausted, 7, 429),
    ],
)
def test_each_kind_has_its_exit_and_http_status(
    kind: type[errors.OperatorosError], exit_status: int, http_status: int
) -> None:
    """A kind of error decides the exit status of the command line and of HTTP answers."""
    error = kind("what, where", hint="do this", details={"n": 1})
    assert (error.exit_status, error.http_status) == (exit_status, http_status)
    assert error.as_json() == {
        "code": kind.code,
        "message": "what, where",
        "hint": "do this",
        "details": {"n": 1},
    }


def test_a_row_of_a_rooms_table_gives_the_code() -> None:
    """An error raised for a row of a table carries the row's code."""
    assert InvalidInput("x", code="ERR_SOMETHING").code == "ERR_SOMETHING"
    assert InvalidInput.code == "ERR_INVALID_INPUT"


def test_unavailable_knows_when_to_retry() -> None:
    """An error of the outside world can say after how many seconds to retry."""
    assert Unavailable("x", retry_after_s=3.5).retry_after_s == 3.5
    assert Unavailable("x").retry_after_s is None
