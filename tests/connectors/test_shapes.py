"""Shapes guessed from the names of fields."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operatoros.connectors.shapes import guess
from operatoros.values.record import Money

ISSUE = {
    "id": 7,
    "number": 12,
    "title": "Broken",
    "html_url": "https://x.example/12",
    "created_at": "2026-11-20T08:00:00Z",
    "updated_at": "2026-11-21T08:00:00Z",
    "dueDate": "2026-12-01",
    "assignee": {"login": "ann", "name": "Ann Lee", "id": 3},
    "author": "Bob Ray",
    "state": "open",
}
INVOICE = {
    "uuid": "u-1",
    "subject": "October",
    "total": "1200.50",
    "currency-code": "EUR",
    "Due_Date": "2026-12-01",
    "Contact": {"Email": "c@x.example"},
}


def test_an_issue_is_understood() -> None:
    """Key, title, link, dates, due date, people and noise of a tracker's issue."""
    shape = guess([ISSUE, {**ISSUE, "id": 8}], noun="issues")
    assert (shape.noun, shape.key, shape.title, shape.url) == ("issues", "id", "title", "html_url")
    assert shape.dates == ("created_at", "updated_at")
    assert (shape.due, shape.noise, shape.money) == ("dueDate", ("updated_at",), ())
    assert shape.people == ("assignee.name", "assignee.login", "author")
    assert shape.guessed


def test_an_invoice_is_understood() -> None:
    """Money with its currency; names in any case and spelling."""
    shape = guess([INVOICE])
    assert (shape.key, shape.title, shape.due) == ("uuid", "subject", "Due_Date")
    assert shape.money == (Money(amount="total", currency="currency-code"),)
    assert shape.people == ("Contact.Email",)


@pytest.mark.parametrize(
    ("items", "key"),
    [
        ([{"id": 1}, {"id": 2}], "id"),
        ([{"id": 1, "key": "A-1"}, {"id": 1, "key": "A-2"}], "key"),
        ([{"id": None, "slug": "a"}, {"id": 2, "slug": "b"}], "slug"),
        ([{"name": "a"}, {"name": "b"}], "name"),
        ([{"x": 1}], "id"),
        ([], "id"),
    ],
)
def test_a_key_tells_records_apart(items: list[Any], key: str) -> None:
    """A field is the key only if every record has it and no two share it."""
    assert guess(items).key == key


@pytest.mark.parametrize(
    "item",
    [
        {"id": 1, "amount": 5},
        {"id": 1, "amount": True, "currency": "EUR"},
        {"id": 1, "url": "not a link"},
        {"id": 1, "due_date": "soon"},
        {"id": 1, "created": False},
    ],
)
def test_values_that_do_not_fit_are_not_guessed(item: Any) -> None:
    """A name is not enough: money needs a currency, dates and links must look like some."""
    shape = guess([item])
    assert (shape.money, shape.url, shape.due, shape.dates) == ((), "", "", ())


@settings(deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([*ISSUE, *INVOICE, "_", "ID", "Id"]),
            st.none() | st.text(max_size=12) | st.integers() | st.floats() | st.just({"name": "x"}),
        ),
        max_size=4,
    )
)
def test_any_records_have_a_shape(items: list[Any]) -> None:
    """Guessing never fails, and every path it names is a field of some record."""
    shape = guess(items)
    names = {name for item in items for name in item}
    for path in (shape.url, shape.due, *shape.dates, *shape.noise):
        assert not path or path in names
