"""Calls are handed over as they end: whole, numbered, within the limit."""

from __future__ import annotations

import anyio
import pytest

from operatoros.app.taping import Recording, Taken, asked_bytes, body_bytes, head_bytes
from operatoros.connectors.tape import Came
from operatoros.errors import NotFound
from operatoros.secrets import Redactor, Secret

pytestmark = pytest.mark.anyio
KEY = "canary/Key+4711"


def _bringing(body: bytes = b"") -> object:
    async def bring() -> Came:
        return Came(head={"status": 200}, body=body)

    return bring


async def test_a_call_is_handed_over_with_its_connector_and_number() -> None:
    """Numbers count by source, in the order of asking; head and body are what came."""
    taken: list[Taken] = []
    recording = Recording(taken.append)
    for source in ("a", "b", "a"):
        tape = recording.tape(source, "crm")
        await tape.carry("http", {"url": source}, _bringing(b"x"))  # type: ignore[arg-type]
    assert [(one.source, one.seq) for one in taken] == [("a", 0), ("b", 0), ("a", 1)]
    assert taken[0].asked == {"connector": "crm", "kind": "http", "url": "a"}
    assert (taken[0].head, taken[0].body) == ({"status": 200}, b"x")


async def test_an_error_and_a_call_that_was_given_up_are_handed_over() -> None:
    """An error is kept as what came; a cancelled call as one without an answer."""
    taken: list[Taken] = []
    tape = Recording(taken.append).tape("a", "crm")

    async def fail() -> Came:
        raise NotFound("not there")

    async def hang() -> Came:
        await anyio.sleep_forever()
        raise AssertionError

    with pytest.raises(NotFound):
        await tape.carry("git", {}, fail)
    with anyio.move_on_after(0):
        await tape.carry("git", {}, hang)
    error = taken[0].head["error"]
    assert isinstance(error, dict)
    assert error["message"] == "not there"
    assert taken[1].head == {"unanswered": True}


async def test_a_bug_and_too_much_cut_the_connector() -> None:
    """What cannot be kept whole is not kept further, and the reason is there to be told."""
    taken: list[Taken] = []
    recording = Recording(taken.append, most=10)

    async def break_down() -> Came:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await recording.tape("a", "one").carry("file", {}, break_down)
    tape = recording.tape("b", "two")
    for size in (6, 6, 1):
        await tape.carry("file", {}, _bringing(b"x" * size))  # type: ignore[arg-type]
    recording.ran_out("three")
    assert [len(one.body) for one in taken] == [6]
    assert set(recording.cut) == {"one", "two", "three"}


def test_no_secret_is_in_what_is_written() -> None:
    """Question, head and body lose every spelling; bytes that hold none stay as they are."""
    redactor = Redactor([Secret(KEY)])
    asked = asked_bytes({"url": f"/{KEY}", "query": [["k", "canary%2FKey%2B4711"]]}, redactor)
    assert asked == b'{"query":[["k","[secret]"]],"url":"/[secret]"}'
    assert head_bytes({"headers": {"link": KEY}}, redactor) == b'{"headers":{"link":"[secret]"}}'
    assert body_bytes(b"\xff" + KEY.encode() + b"\xfe", redactor) == b"\xff[secret]\xfe"
    clean = b"\xff\xfe no text"
    assert body_bytes(clean, redactor) is clean
