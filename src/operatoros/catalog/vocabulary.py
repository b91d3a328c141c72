"""What may be written in operators and goals: a table, read as sentences.

The readers and the exported JSON Schemas are both made of it. What a form cannot say (two
defaults, unknown names in templates) is checked where the values are built. Connectors have
their own table in `connector_vocabulary`.
"""

from __future__ import annotations

from operatoros.catalog.containers import ByKey, ByKind, Fields, ListOf, MapOf
from operatoros.catalog.forms import Anything, Flag, Form, Number, Text
from operatoros.catalog.words import (
    DURATION,
    ENV,
    NAME,
    NAME_SAYS,
    PARAM,
    PARAM_KEY,
    PARAM_SAYS,
    PATH,
    SECONDS,
    identity,
    params,
)

# ---- operators ---------------------------------------------------------------------------------

_SOURCE_COMMON: dict[str, Form] = {
    "id": Text(
        about="Its id; by default connector.fetch.",
        pattern=NAME,
        says=NAME_SAYS,
        code="ERR_CATALOG_NAME",
    ),
    "name": Text(about="What people call it."),
    "required": Flag(about="Whether the run is worth nothing without it."),
    "timeout_s": SECONDS,
    "max_records": Number(about="Most records taken.", integer=True, low=1, high=1_000_000),
    "fields": ListOf(item=PATH, about="What of each record goes to the model.", least=1),
    "budget_tokens": Number(about="Its share of the prompt.", integer=True, low=1, high=5_000_000),
    "cache_ttl_s": Number(about="Seconds for which an earlier complete fetch serves.", high=1e8),
}
_SOURCE = Fields(
    about="One source: a fetch of a connector.",
    keys={
        "connector": Text(about="Id of a connector.", pattern=NAME, says=NAME_SAYS),
        "fetch": Text(about="Name of one of its fetches.", pattern=NAME, says=NAME_SAYS),
        "params": MapOf(
            value=Anything(),
            about="Values for the fetch's parameters.",
            key=PARAM_KEY,
            says=PARAM_SAYS,
        ),
        **_SOURCE_COMMON,
    },
    required=("connector", "fetch"),
    elsewhere={"args": "write `params:` here; `args:` belongs to a source with `connection:`"},
)
_LEGACY_SOURCE = Fields(
    about="A source with its own MCP server (older form; a connector file can be shared).",
    keys={
        "connection": Fields(
            about="The MCP server.",
            keys={
                "command": Text(about="Program, run without a shell."),
                "args": ListOf(item=Text(numbers=True, blank=True), about="Its arguments."),
                "env": ENV,
            },
            required=("command",),
        ),
        "tool": Text(about="Tool of the server."),
        "args": MapOf(value=Anything(), about="Arguments of the tool."),
        **_SOURCE_COMMON,
    },
    required=("id", "tool"),
    elsewhere={"params": "write `args:` here; `params:` belongs to a source with `connector:`"},
)
_TASK = Fields(
    about="One named prompt.",
    keys={
        "name": Text(about="What people call it."),
        "prompt": Text(about="What the model is asked; may hold {{params.x}} and {{date.x}}."),
        "description": Text(about="One sentence for people."),
        "default": Flag(about="Whether it runs when no task is named."),
        "actions": Text(
            about="propose lets the text propose commands; they wait in the inbox.",
            choices=("none", "propose"),
        ),
        "asserts": Fields(
            about="What `operatoros test` asserts about recorded runs.",
            keys={
                "must_mention": ListOf(item=Text(), alone=True),
                "must_not_mention": ListOf(item=Text(), alone=True),
                "figures_grounded": Flag(),
                "max_words": Number(integer=True, low=1),
                "max_cost": Number(about="Dollars."),
            },
        ),
    },
    required=("prompt",),
)
_CONDITION = ByKind(
    mapping=Fields(
        about="What the field must be.",
        keys={
            "eq": Anything(about="Equal to."),
            "ne": Anything(about="Not equal to."),
            "gt": Anything(about="Greater than (numbers, dates)."),
            "gte": Anything(about="Greater than or equal to."),
            "lt": Anything(about="Less than."),
            "lte": Anything(about="Less than or equal to."),
            "in": ListOf(item=Anything(), about="One of these.", least=1),
            "contains": Text(about="Holds this text, whatever its case.", numbers=True),
            "is_set": Flag(about="Whether the field has a value."),
            "within": DURATION,
        },
    ),
    other=Anything(about="A value that the field equals."),
)
_PARTNER = Fields(
    about="Records of another source that belong to the same thing.",
    keys={
        "in": Text(about="Id of the other source."),
        "match": ByKind(
            mapping=MapOf(value=PATH, least=1, key=r"\S+", says="a dotted path"),
            other=PATH,
            about="domain, email, id, name, a field both have, or field: field of the other.",
        ),
        "within": DURATION,
    },
    required=("in", "match"),
)
_FACT = Fields(
    about="A fact that code computes before the model writes.",
    keys={
        "from": Text(about="Id of the source that is counted."),
        "where": MapOf(value=_CONDITION, about="Conditions by field.", key=r"\S+", says="a path"),
        "without": _PARTNER,
        "with": _PARTNER,
        "sum": PATH,
        "text": Text(about="Sentence for it; by default one is made."),
    },
    required=("from",),
)
OPERATOR = Fields(
    about="An operator: sources and the tasks that are done with them.",
    keys={
        "id": identity("Its id, as `operatoros run ID` names it."),
        "name": Text(about="What people call it."),
        "description": Text(about="One sentence for people."),
        "icon": Text(about="Name of an icon."),
        "params": params(PARAM),
        "sources": ListOf(
            item=ByKey(key="connection", present=_LEGACY_SOURCE, absent=_SOURCE),
            about="Where the data comes from.",
            least=1,
        ),
        "tasks": MapOf(
            value=_TASK,
            about="Prompts by id; the first one is the default unless one is marked.",
            least=1,
            key="[A-Za-z0-9][A-Za-z0-9_-]{0,63}",
            says="letters, digits, - and _",
        ),
        "briefing": Fields(
            about="One task in short.",
            keys={"prompt": _TASK.keys["prompt"], "name": _TASK.keys["name"]},
            required=("prompt",),
        ),
        "facts": MapOf(
            value=_FACT,
            about="Facts by name.",
            key="[A-Za-z][A-Za-z0-9_-]{0,63}",
            says="letters, digits, - and _ (a letter first)",
        ),
        "mask": Text(about="people hides names and addresses from the model.", choices=("people",)),
    },
    required=("id", "name", "sources"),
    one_of=(("tasks", "briefing"),),
    elsewhere={
        "prompt": "a prompt belongs below `tasks:`, in a task, or below `briefing:`",
        "connector": "a connector belongs into `sources:`, as `- connector: ...`",
        "fetch": "a fetch belongs into `sources:`, below its `- connector: ...`",
        "default": "`default: true` belongs into a task",
    },
)

# ---- goals -------------------------------------------------------------------------------------

GOALS = Fields(
    about="What your organisation wants, and how it writes times, numbers and money.",
    keys={
        "organization": ByKind(
            mapping=Fields(
                about="Who you are.",
                keys={"name": Text(), "role": Text(about="Whom the briefings are for.")},
            ),
            other=Text(about="Its name."),
        ),
        "goals": ListOf(
            item=Fields(
                about="One goal.",
                keys={
                    "id": Text(about="A short name."),
                    "description": Text(),
                    "metric": Text(),
                    "target": Text(numbers=True),
                    "deadline": Text(numbers=True),
                    "priority": Text(choices=("high", "medium", "low")),
                },
                required=("id",),
            ),
            about="What counts, most important first.",
        ),
        "context": Text(about="Free text for every prompt.", longest=20_000),
        "time_zone": Text(about="IANA name such as Europe/Berlin."),
        "locale": Text(
            about="Language and region.",
            pattern="[a-z]{2,3}([-_][A-Z]{2})?",
            says="a language and a region, such as de-DE",
        ),
        "currency": Text(
            about="Reporting currency.",
            pattern="[A-Z]{3}",
            says="three capital letters, such as EUR",
        ),
        "rates": MapOf(
            about="Units of the reporting currency for one unit of another.",
            value=Number(low=1e-9, high=1e9),
            key="[A-Z]{3}",
            says="three capital letters, such as USD",
        ),
    },
)
