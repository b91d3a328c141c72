"""What a page's form sends: names and texts, each at most once unless it may repeat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from operatoros.errors import InvalidInput
from operatoros.web.counting import whole

_MOST_FIELDS = 2_000


class FormInvalid(InvalidInput):
    """A form's body is not readable, or lacks a field. Raised by: form_of, Form.need, numbers."""

    code = "ERR_FORM_INVALID"

    def __init__(self, *, why: str) -> None:
        super().__init__(f"the form cannot be used: {why}", hint="reload the page and try again")


@dataclass(frozen=True, slots=True)
class Form:
    """The fields of a form, in their order."""

    fields: tuple[tuple[str, str], ...]

    def get(self, name: str) -> str:
        """Return a field's text; empty if it was not sent."""
        return next((text for field, text in self.fields if field == name), "")

    def need(self, name: str) -> str:
        """Return a field's text.

        Raises:
            FormInvalid: if it is empty or was not sent.
        """
        text = self.get(name)
        if not text.strip():
            raise FormInvalid(why=f"{name!r} is empty")
        return text

    def every(self, name: str) -> list[str]:
        """Return the texts of a field that may repeat."""
        return [text for field, text in self.fields if field == name]

    def numbers(self, name: str) -> list[int]:
        """Return the numbers of a field that may repeat.

        Raises:
            FormInvalid: if there is none, or something else than a number.
        """
        found = [whole(text) for text in self.every(name)]
        if not found:
            raise FormInvalid(why=f"nothing is chosen ({name!r})")
        numbers = [number for number in found if number is not None]
        if len(numbers) < len(found):
            raise FormInvalid(why=f"{name!r} is not a number")
        return numbers

    def below(self, prefix: str) -> dict[str, str]:
        """Return the fields whose names begin with a prefix, without it; empty texts left out."""
        return {
            field.removeprefix(prefix): text
            for field, text in self.fields
            if field.startswith(prefix) and text != ""
        }

    def text(self, name: str) -> str:
        """Return a text area's text with line feeds: browsers send CRLF whatever was typed."""
        return self.get(name).replace("\r\n", "\n")


async def form_of(request: Request) -> Form:
    """Read a request's form.

    Raises:
        FormInvalid.
    """
    body = await request.body()
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            strict_parsing=bool(body),
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except (UnicodeDecodeError, ValueError) as exc:
        raise FormInvalid(why="its body is not a form") from exc
    return Form(tuple(pairs))


Sent = Annotated[Form, Depends(form_of)]
