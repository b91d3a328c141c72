"""Forms that operators and connectors share: names, paths, seconds, parameters, headers."""

from __future__ import annotations

from operatoros.catalog.containers import Fields, ListOf, MapOf
from operatoros.catalog.forms import Anything, Flag, Form, Number, Text


def identity(about: str) -> Text:
    """Return the form of an id that people type."""
    return Text(
        about=about,
        pattern="[A-Za-z0-9][A-Za-z0-9_-]{0,63}",
        says="letters, digits, - and _ (at most 64, a letter or digit first)",
        code="ERR_CATALOG_NAME",
    )


NAME = "[A-Za-z0-9][A-Za-z0-9_.-]{0,99}"
NAME_SAYS = "letters, digits, - _ and . (a letter or digit first)"
FETCH_NAME = Text(pattern=NAME, says=NAME_SAYS, code="ERR_CATALOG_NAME")
PARAM_KEY = r"[^\s{}\x00-\x1f\x7f]{1,100}"
PARAM_SAYS = "a name without blanks and braces"
SECONDS = Number(about="Seconds.", low=0.1, high=3600)
ANY_NAMED = MapOf(value=Anything())

# Headers that steer the connection itself, in any case. Spelled out, since the regular
# expressions of editors know no inline flags.
_STEERING = ("host", "content-length", "transfer-encoding", "connection", "cookie", "te", "upgrade")
NOT_HEADERS = "|".join(
    "".join(f"[{c.upper()}{c}]" if c.isalpha() else c for c in word) for word in _STEERING
)
HEADERS = MapOf(
    about="Header lines; values may be templates.",
    value=Text(pattern=r"[^\r\n\x00]*", says="a text without line breaks", numbers=True),
    key=rf"(?!(?:{NOT_HEADERS})$)[A-Za-z0-9!#$%&'*+.^_`|~-]{{1,100}}",
    says="a header name that does not steer the connection itself",
)
ENV = MapOf(
    about="Variables of the server; it gets these and a few basics, nothing else.",
    value=Text(numbers=True, blank=True),
    key="[A-Za-z_][A-Za-z0-9_]{0,99}",
    says="letters, digits and _ (no digit first)",
)
PATH = Text(pattern=r"\S+", says="a dotted path such as owner.email")
PATHS = ListOf(item=PATH, alone=True)
DURATION = Text(pattern="[0-9]{1,5}[hdw]", says="a number and h, d or w, such as 14d")

PARAM = Fields(
    about="A parameter.",
    keys={
        "type": Text(
            about="Its type.",
            choices=("string", "number", "integer", "boolean", "date", "array", "object"),
        ),
        "default": Anything(about="Value if none is given; may be a template."),
        "required": Flag(about="Whether a run without it is refused."),
        "description": Text(about="One sentence for people."),
    },
)
FETCH_PARAM = Fields(
    about="A parameter of this fetch.",
    keys={
        **PARAM.keys,
        "in": Text(
            about="Where the request carries it; by default the query of a GET, else the body.",
            choices=("query", "path", "header", "body"),
        ),
    },
)


def params(form: Form) -> MapOf:
    """Return the form of a `params:` block."""
    about = "Parameters by name."
    return MapOf(value=form, about=about, key=PARAM_KEY, says=PARAM_SAYS)
