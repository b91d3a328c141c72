"""A form's body: read as browsers send it, refused when it is something else."""

from __future__ import annotations

import pytest
from starlette.requests import Request

from operatoros.web.forms import FormInvalid, form_of

pytestmark = pytest.mark.anyio


def request_with(body: bytes) -> Request:
    """Return a request with a body."""

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request({"type": "http", "method": "POST", "path": "/", "headers": []}, receive)


async def test_fields_arrive_in_order_with_their_letters() -> None:
    """Names may repeat, texts hold any letter, and text areas get line feeds."""
    body = b"entry=3&entry=1&text=a%0D%0Ab&name=J%C3%BCrgen&param.top=5&param.empty="
    form = await form_of(request_with(body))
    assert form.every("entry") == ["3", "1"]
    assert form.text("text") == "a\nb"
    assert form.get("name") == "Jürgen"
    assert form.below("param.") == {"top": "5"}
    assert form.get("nothing") == ""
    with pytest.raises(FormInvalid):
        form.need("nothing")


@pytest.mark.parametrize("body", [b"\xff\xfe", b"text=%FF", b"&" * 3000 + b"a=1", b"a"])
async def test_what_is_no_form_is_refused(body: bytes) -> None:
    """Bytes that are no form end in a code, not in half a form."""
    with pytest.raises(FormInvalid) as caught:
        await form_of(request_with(body))
    assert caught.value.code == "ERR_FORM_INVALID"


async def test_an_empty_body_is_an_empty_form() -> None:
    """A button without fields sends nothing, and that is fine."""
    assert (await form_of(request_with(b""))).fields == ()
