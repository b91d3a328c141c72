"""`record:` and `params:` become values; defaults fit their types."""

from __future__ import annotations

import pytest

from operatoros.catalog.connectors import parse_connector, read_connector
from operatoros.catalog.shapes import make_shape
from operatoros.values.record import Money, Shape

FETCH = """\
id: svc
name: Svc
type: api
api: {baseUrl: https://api.example.com}
fetches:
  f:
    endpoint: GET /f
"""


def test_no_record_is_no_shape() -> None:
    """Without `record:` the shape is left to be guessed; an empty one is the default shape."""
    assert make_shape(None) is None
    assert make_shape({}) == Shape()


def test_single_values_stand_for_lists() -> None:
    """`dates: created` and `money: amount` are lists of one."""
    text = FETCH + "    record: {key: id, dates: created, money: amount, people: owner.email}\n"
    shape = parse_connector(text, file="x.yaml").fetches["f"].shape
    assert shape == Shape(
        key="id", dates=("created",), money=(Money(amount="amount"),), people=("owner.email",)
    )


@pytest.mark.parametrize(
    "param",
    [
        "{type: integer, default: 7}",
        "{type: integer, default: '7'}",
        "{type: date, default: '{{date.daysAgo.7}}'}",
        "{type: array, default: [a, b]}",
        "{type: object, default: {a: 1}}",
        "{type: boolean, default: false}",
    ],
)
def test_defaults_that_fit(param: str) -> None:
    """A default has the declared type, or is a date template."""
    assert parse_connector(FETCH + f"    params: {{p: {param}}}\n", file="x.yaml")


@pytest.mark.parametrize(
    ("param", "code"),
    [
        ("{type: integer, default: many}", "ERR_PARAM_TYPE"),
        ("{type: boolean, default: 1}", "ERR_PARAM_TYPE"),
        ("{type: text}", "ERR_CATALOG_VALUE"),
        ("{default: '{{params.q}}'}", "ERR_TEMPLATE_PLACE"),
        ("{default: '{{credentials.q}}'}", "ERR_TEMPLATE_PLACE"),
        ("{default: yes}", "ERR_YAML_BOOLEAN"),
        ("20", "ERR_CATALOG_TYPE"),
    ],
)
def test_defaults_that_do_not_fit(param: str, code: str) -> None:
    """A default of another type, or one that would need other values, is refused."""
    _, problems = read_connector(FETCH + f"    params: {{p: {param}}}\n", file="x.yaml")
    assert code in [p.code for p in problems]
