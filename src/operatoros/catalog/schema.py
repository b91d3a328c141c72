"""JSON Schemas of what people write, made of the same tables that the readers use.

Editors complete and check with them: every example names its schema in a
`# yaml-language-server` line. What a schema cannot say (two defaults, unknown names in
templates) only `operatoros validate` finds.
"""

from __future__ import annotations

from collections.abc import Mapping

from operatoros.catalog.connector_vocabulary import CONNECTOR
from operatoros.catalog.forms import Form, Schema
from operatoros.catalog.vocabulary import GOALS, OPERATOR

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
DECLARATIONS: Mapping[str, Form] = {"operator": OPERATOR, "connector": CONNECTOR, "goals": GOALS}


def schemas() -> Mapping[str, Schema]:
    """Return the schema of every kind of declaration by its name (`operator`, ...)."""
    return {
        name: {"$schema": _DRAFT, "title": f"OperatorOS {name}", **form.schema()}
        for name, form in DECLARATIONS.items()
    }
