"""HubSpot's routes over the sample company: searches, owners, pipelines, limits, complaints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation

from operatoros.demo.company import Company, Deal, Person, Pipeline
from operatoros.demo.loopback import Handler, Heard, Said, Window
from operatoros.values.jsonable import Json

TOKEN = "pat-demo-brightwater"  # noqa: S105  opens nothing but the sample company
_MOST_PAGE = 200
_MOST_AFTER = 10_000
_MOST_GROUPS = 5
_MOST_FILTERS = 6
_KEYS = frozenset({"filterGroups", "sorts", "properties", "limit", "after", "query"})
# Always sent, asked for or not.
_ALWAYS = ("createdate", "hs_lastmodifieddate", "hs_object_id")

Row = Mapping[str, str | None]


def _number(text: str | None) -> Decimal | None:
    try:
        return Decimal(text or "")
    except InvalidOperation:
        return None


def _compared(left: str | None, right: str, fits: Callable[[int], bool]) -> bool:
    """Compare as numbers where both are, else as text (ISO dates sort as text)."""
    if left is None:
        return False
    one, other = _number(left), _number(right)
    if one is not None and other is not None:
        return fits((one > other) - (one < other))
    return fits((left > right) - (left < right))


_COMPARISONS: Mapping[str, Callable[[int], bool]] = {
    "EQ": lambda sign: sign == 0,
    "LT": lambda sign: sign < 0,
    "LTE": lambda sign: sign <= 0,
    "GT": lambda sign: sign > 0,
    "GTE": lambda sign: sign >= 0,
}
_LISTS = frozenset({"IN", "NOT_IN"})
_PRESENCE = frozenset({"HAS_PROPERTY", "NOT_HAS_PROPERTY"})
_TOKENS = frozenset({"CONTAINS_TOKEN", "NOT_CONTAINS_TOKEN"})
OPERATORS = frozenset({*_COMPARISONS, "NEQ", "BETWEEN", *_LISTS, *_PRESENCE, *_TOKENS})


class InvalidSearch(ValueError):
    """A search body that the real API refuses; the text says why."""


def routes(company: Company, *, clock: Callable[[], float]) -> Handler:
    """Return the handler for one account.

    Args:
        company: Whose records are served.
        clock: Monotonic seconds, for the limits.
    """
    searches = Window(5, 1.0, clock)
    everything = Window(100, 10.0, clock)
    rows = tuple((deal, _properties(deal)) for deal in company.deals)

    def handle(heard: Heard) -> Said:
        if heard.headers.get("authorization") != f"Bearer {TOKEN}":
            return _error(401, "INVALID_AUTHENTICATION", "Authentication credentials not found.")
        if everything.full():
            return _limited(
                "TEN_SECONDLY_ROLLING", "You have reached your ten_secondly_rolling limit."
            )
        if (heard.method, heard.path) == ("POST", "/crm/v3/objects/deals/search"):
            if searches.full():
                return _limited("SECONDLY", "You have reached your secondly limit.")
            return _search(rows, heard.json())
        if (heard.method, heard.path) == ("GET", "/crm/v3/owners"):
            return _owners(company, heard.query)
        if (heard.method, heard.path) == ("GET", "/crm/v3/pipelines/deals"):
            return Said(body={"results": [_pipeline(one) for one in company.pipelines]})
        return _error(404, "OBJECT_NOT_FOUND", "resource not found")

    return handle


def _search(rows: tuple[tuple[Deal, Row], ...], body: Json) -> Said:
    try:
        found, wanted, limit, after = _found(rows, body)
    except InvalidSearch as exc:
        return _error(400, "VALIDATION_ERROR", str(exc))
    page = found[after : after + limit]
    answer: dict[str, Json] = {
        "total": len(found),
        "results": [_object(deal, row, wanted) for deal, row in page],
    }
    if after + limit < len(found):
        answer["paging"] = {"next": {"after": str(after + limit)}}
    return Said(body=answer)


def _found(
    rows: tuple[tuple[Deal, Row], ...], body: Json
) -> tuple[list[tuple[Deal, Row]], tuple[str, ...], int, int]:
    """Return the matches in order, the wanted properties, page size and offset."""
    if not isinstance(body, dict):
        raise InvalidSearch("Invalid input JSON")
    unknown = set(body) - _KEYS
    if unknown:
        raise InvalidSearch(f"Unrecognized field {sorted(unknown)[0]}")
    limit, after = body.get("limit", 10), body.get("after", "0")
    if not isinstance(limit, int) or not 1 <= limit <= _MOST_PAGE:
        raise InvalidSearch(f"limit must be between 1 and {_MOST_PAGE}")
    if not isinstance(after, str | int) or not str(after).isdecimal():
        raise InvalidSearch("after is not a paging cursor")
    if int(after) + limit > _MOST_AFTER:
        raise InvalidSearch(f"paging past {_MOST_AFTER} results is not supported")
    wanted = body.get("properties", [])
    if not isinstance(wanted, list) or not all(isinstance(name, str) for name in wanted):
        raise InvalidSearch("properties must be a list of names")
    groups = body.get("filterGroups", [])
    if not isinstance(groups, list) or len(groups) > _MOST_GROUPS:
        raise InvalidSearch(f"at most {_MOST_GROUPS} filterGroups")
    tests = [_group(group) for group in groups]
    found = [pair for pair in rows if not tests or any(test(pair[1]) for test in tests)]
    query = body.get("query", "")
    if isinstance(query, str) and query:
        found = [pair for pair in found if query.lower() in pair[0].name.lower()]
    return _sorted(found, body.get("sorts", [])), tuple(wanted), limit, int(after)


def _group(group: Json) -> Callable[[Row], bool]:
    filters = group.get("filters") if isinstance(group, dict) else None
    if not isinstance(filters, list) or not 1 <= len(filters) <= _MOST_FILTERS:
        raise InvalidSearch(f"a filterGroup holds 1 to {_MOST_FILTERS} filters")
    tests = [_filter(one) for one in filters]
    return lambda row: all(test(row) for test in tests)


def _filter(given: Json) -> Callable[[Row], bool]:
    if not isinstance(given, dict) or not isinstance(given.get("propertyName"), str):
        raise InvalidSearch("a filter needs a propertyName")
    name, operator = str(given["propertyName"]), given.get("operator")
    if operator not in OPERATORS:
        raise InvalidSearch(f"unknown operator {operator}")
    operator = str(operator)
    if operator in _PRESENCE:
        return lambda row: (row.get(name) is not None) == (operator == "HAS_PROPERTY")
    if operator in _LISTS:
        values = given.get("values")
        if not isinstance(values, list) or not values:
            raise InvalidSearch(f"{operator} needs values")
        if any(not isinstance(one, str) or one != one.lower() for one in values):
            raise InvalidSearch(f"{operator} needs values in lower case")
        return lambda row: ((row.get(name) or "").lower() in values) == (operator == "IN")
    value = given.get("value")
    if not isinstance(value, str):
        raise InvalidSearch(f"{operator} needs a value")
    return _valued(name, operator, value, given.get("highValue"))


def _valued(name: str, operator: str, value: str, high: Json) -> Callable[[Row], bool]:
    if operator == "BETWEEN":
        if not isinstance(high, str):
            raise InvalidSearch("BETWEEN needs a highValue")
        return lambda row: (
            _compared(row.get(name), value, _COMPARISONS["GTE"])
            and _compared(row.get(name), high, _COMPARISONS["LTE"])
        )
    if operator in _TOKENS:
        return lambda row: (
            (value.lower() in (row.get(name) or "").lower()) == (operator == "CONTAINS_TOKEN")
        )
    if operator == "NEQ":
        return lambda row: not _compared(row.get(name), value, _COMPARISONS["EQ"])
    return lambda row: _compared(row.get(name), value, _COMPARISONS[operator])


def _sorted(found: list[tuple[Deal, Row]], sorts: Json) -> list[tuple[Deal, Row]]:
    if not isinstance(sorts, list) or len(sorts) > 1:
        raise InvalidSearch("at most one sort")
    if not sorts:
        return found
    rule = sorts[0]
    if not isinstance(rule, dict) or rule.get("direction") not in {"ASCENDING", "DESCENDING"}:
        raise InvalidSearch("a sort needs propertyName and direction")
    name = str(rule.get("propertyName"))

    def key(pair: tuple[Deal, Row]) -> tuple[Decimal, str]:
        text = pair[1].get(name) or ""
        return _number(text) or Decimal(0), text

    return sorted(found, key=key, reverse=rule["direction"] == "DESCENDING")


def _properties(deal: Deal) -> dict[str, str | None]:
    """Return a deal's properties as HubSpot holds them: every value is text."""
    return {
        "hs_object_id": deal.id,
        "dealname": deal.name,
        "amount": str(deal.amount),
        "deal_currency_code": deal.currency,
        "dealstage": deal.stage.id,
        "pipeline": deal.pipeline.id,
        "closedate": _iso(_midnight(deal.close)),
        "hubspot_owner_id": deal.owner.id,
        "createdate": _iso(deal.created),
        "hs_lastmodifieddate": _iso(deal.modified),
        "hs_is_closed": "true" if deal.stage.closed else "false",
        "hs_is_closed_won": "true" if deal.stage.probability == "1.0" else "false",
        "hs_is_closed_lost": "true" if deal.stage.probability == "0.0" else "false",
    }


def _object(deal: Deal, row: Row, wanted: tuple[str, ...]) -> Json:
    return {
        "id": deal.id,
        "properties": {name: row.get(name) for name in sorted({*wanted, *_ALWAYS}) if name in row},
        "createdAt": _iso(deal.created),
        "updatedAt": _iso(deal.modified),
        "archived": False,
    }


def _owners(company: Company, query: Mapping[str, str]) -> Said:
    limit, after = query.get("limit", "100"), query.get("after", "0")
    if not limit.isdecimal() or not 1 <= int(limit) <= 500 or not after.isdecimal():
        return _error(400, "VALIDATION_ERROR", "limit must be between 1 and 500")
    left = query.get("archived", "false") == "true"
    found = [person for person in company.people if person.left == left]
    start, end = int(after), int(after) + int(limit)
    answer: dict[str, Json] = {"results": [_owner(person) for person in found[start:end]]}
    if end < len(found):
        answer["paging"] = {"next": {"after": str(end)}}
    return Said(body=answer)


def _owner(person: Person) -> Json:
    made: dict[str, Json] = {
        "id": person.id,
        "email": person.email,
        "type": "PERSON",
        "userId": int(person.id) % 100_000,
        "archived": person.left,
    }
    # Names are optional: an owner that never filled them in has none.
    return made | ({"firstName": person.first, "lastName": person.last} if person.first else {})


def _pipeline(pipeline: Pipeline) -> Json:
    return {
        "id": pipeline.id,
        "label": pipeline.label,
        "displayOrder": 0 if pipeline.id == "default" else 1,
        "archived": False,
        "stages": [
            {
                "id": stage.id,
                "label": stage.label,
                "displayOrder": order,
                "archived": False,
                "metadata": {
                    "probability": stage.probability,
                    "isClosed": "true" if stage.closed else "false",
                },
            }
            for order, stage in enumerate(pipeline.stages)
        ],
    }


def _error(status: int, category: str, message: str, **more: Json) -> Said:
    return Said(
        status=status,
        body={
            "status": "error",
            "message": message,
            "correlationId": "00000000-0000-4000-8000-000000000000",
            "category": category,
            **more,
        },
    )


def _limited(policy: str, message: str) -> Said:
    return _error(429, "RATE_LIMITS", message, errorType="RATE_LIMIT", policyName=policy)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
