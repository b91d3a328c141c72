"""Options that are given as NAME=VALUE, any number of times."""

from __future__ import annotations

from operatoros.errors import InvalidInput


class BadPair(InvalidInput):
    """An option wants NAME=VALUE and got something else. Raised by: pairs."""

    code = "ERR_OPTION_PAIR"

    def __init__(self, *, option: str, text: str, example: str) -> None:
        super().__init__(
            f"{option} wants NAME=VALUE and got {text!r}", hint=f"for example {option} {example}"
        )


def pairs(option: str, given: tuple[str, ...], example: str) -> dict[str, str]:
    """Return NAME=VALUE options by name; the last of a name counts.

    Raises:
        BadPair: one has no `=` or no name.
    """
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name:
            raise BadPair(option=option, text=text, example=example)
        found[name] = value
    return found
