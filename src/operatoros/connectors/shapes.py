"""A shape guessed from the names of fields, for fetches that declare none.

Names are compared without case, `_` and `-`, one level deep for people and money. What is guessed
says so (`guessed=True`); nothing is guessed from values except whether they fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice

from operatoros.values.jsonable import Json
from operatoros.values.record import Money, Shape, at

# Likeliest first. A name that is in no list means nothing to us.
KEYS = ("id", "uuid", "guid", "key", "identifier", "number", "iid", "slug", "sha", "code", "name")
TITLES = ("title", "name", "subject", "summary", "label", "displayname", "headline", "message")
URLS = ("htmlurl", "weburl", "permalink", "webviewlink", "link", "url", "href", "uri")
AMOUNTS = ("amount", "total", "totalamount", "price", "value", "mrr", "arr", "revenue", "balance")
CURRENCIES = ("currency", "currencycode", "currencyisocode", "dealcurrencycode")
DUES = ("duedate", "dueon", "dueat", "due", "deadline", "closedate", "targetdate", "expiresat")
DATES = (
    "startedat",
    "started",
    "occurredat",
    "date",
    "createdat",
    "createdon",
    "created",
    "createdate",
    "createddate",
    "timestamp",
    "updatedat",
    "updatedon",
    "updated",
    "modifiedat",
    "modified",
    "lastmodified",
    "lastmodifieddate",
    "closedat",
)
NOISE = (
    "updatedat",
    "updatedon",
    "updated",
    "modifiedat",
    "modified",
    "lastmodified",
    "lastmodifieddate",
    "lastseen",
    "lastseenat",
    "etag",
    "viewcount",
    "views",
)
PEOPLE = (
    "owner",
    "assignee",
    "author",
    "reporter",
    "requester",
    "creator",
    "user",
    "contact",
    "customer",
    "email",
    "emailaddress",
    "firstname",
    "lastname",
    "fullname",
    "phone",
)
_PERSON_PARTS = ("name", "displayname", "email", "emailaddress", "login", "username")
_SAMPLE = 50
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_AMOUNT = re.compile(r"-?\d{1,15}(\.\d{1,6})?")


def guess(items: Sequence[Mapping[str, Json]], *, noun: str = "records") -> Shape:
    """Return the shape that the field names of some records suggest.

    Args:
        items: The records; the first fifty are looked at.
        noun: What one record is called in the plural.
    """
    sample = list(islice(items, _SAMPLE))
    names = _names(sample)
    amount = _first(names, sample, AMOUNTS, _is_amount)
    currency = _first(names, sample, CURRENCIES, _is_text)
    key = _key(names, sample)
    due = _first(names, sample, DUES, _is_time)
    title = _first(names, sample, TITLES, _is_text)
    return Shape(
        noun=noun,
        key=key,
        title=title or key,
        url=_first(names, sample, URLS, _is_url),
        money=(Money(amount=amount, currency=currency),) if amount and currency else (),
        dates=tuple(_all(names, sample, DATES, _is_time)),
        due=due,
        people=tuple(_people(names, sample)),
        noise=tuple(_all(names, sample, NOISE, lambda value: True)),
        guessed=True,
    )


def _names(sample: Sequence[Mapping[str, Json]]) -> dict[str, str]:
    """Return plain name -> name as written; the first spelling seen counts."""
    return {
        _plain(name): name
        for item in reversed(sample)
        for name in reversed([str(one) for one in item])
    }


def _plain(name: str) -> str:
    return name.lower().replace("_", "").replace("-", "")


def _all(
    names: Mapping[str, str],
    sample: Sequence[Mapping[str, Json]],
    wanted: Sequence[str],
    fits: Callable[[Json], bool],
) -> Iterator[str]:
    """Yield the fields with a wanted name whose values fit, likeliest first."""
    for want in wanted:
        name = names.get(want)
        if name is None:
            continue
        values = [item[name] for item in sample if item.get(name) is not None]
        if values and all(fits(value) for value in values):
            yield name


def _first(
    names: Mapping[str, str],
    sample: Sequence[Mapping[str, Json]],
    wanted: Sequence[str],
    fits: Callable[[Json], bool],
) -> str:
    return next(_all(names, sample, wanted, fits), "")


def _key(names: Mapping[str, str], sample: Sequence[Mapping[str, Json]]) -> str:
    """Return the first field that tells all records apart; `id` if none does."""
    for name in _all(names, sample, KEYS, _is_key):
        values = [str(item.get(name)) for item in sample]
        if len(set(values)) == len(values) and all(item.get(name) is not None for item in sample):
            return name
    return "id"


def _people(names: Mapping[str, str], sample: Sequence[Mapping[str, Json]]) -> Iterator[str]:
    for want in PEOPLE:
        name = names.get(want)
        if name is None:
            continue
        values = [item[name] for item in sample if item.get(name) is not None]
        if values and all(_is_text(value) for value in values):
            yield name
        elif values and all(isinstance(value, Mapping) for value in values):
            inner = _names([value for value in values if isinstance(value, Mapping)])
            for part in _PERSON_PARTS:
                path = f"{name}.{inner.get(part, part)}"
                if any(_is_text(at(item, path)) for item in sample):
                    yield path


def _is_text(value: Json) -> bool:
    return isinstance(value, str)


def _is_key(value: Json) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""


def _is_url(value: Json) -> bool:
    return isinstance(value, str) and value.startswith(("https://", "http://"))


def _is_amount(value: Json) -> bool:
    if isinstance(value, str):
        return bool(_AMOUNT.fullmatch(value))
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_time(value: Json) -> bool:
    if isinstance(value, str):
        return bool(_DAY.match(value))
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 1e8
