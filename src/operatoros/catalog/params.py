"""Values for declared parameters: defaults, types, what is missing and what is unknown."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from operatoros.catalog.declared import Param
from operatoros.catalog.problems import did_you_mean, shown
from operatoros.catalog.templates import Scope, resolve
from operatoros.errors import InvalidInput
from operatoros.values.jsonable import Json


class ParamInvalid(InvalidInput):
    """A parameter is missing, unknown or has the wrong type. Raised by: `bind`.

    Args:
        code: ERR_PARAM_MISSING, ERR_PARAM_TYPE or ERR_PARAM_UNKNOWN.
        param: Its name.
        owner: Whose parameter it is, for the message.
        says: What is wrong.
        hint: What to do.
    """

    code = "ERR_PARAM_TYPE"

    def __init__(self, *, code: str, param: str, owner: str, says: str, hint: str) -> None:
        super().__init__(
            f"parameter {param!r} of {owner} {says}",
            hint=hint,
            details={"param": param, "owner": owner},
            code=code,
        )


def bind(
    declared: Sequence[Param],
    given: Mapping[str, Json],
    *,
    scope: Scope,
    owner: str,
    open_ended: bool,
) -> dict[str, Json]:
    """Return a value for every parameter that has one.

    Args:
        declared: What is declared, in order.
        given: What a person or an operator gave; texts are read as the declared type, so
            `-p days=7` and `days: 7` are the same. Templates are filled in.
        scope: What templates may name.
        owner: Whose parameters they are, for messages (`operator 'x'`, `hubspot.open_deals`).
        open_ended: Whether undeclared parameters are passed on (fetches) or refused (operators).

    Returns:
        Declared parameters first, in order; optional ones without a value are absent.

    Raises:
        ParamInvalid: for the first parameter that is missing, unknown or of the wrong type.
        TemplateError: if a template has no value.
    """
    names = {param.name for param in declared}
    unknown = [name for name in given if name not in names]
    if unknown and not open_ended:
        raise ParamInvalid(
            code="ERR_PARAM_UNKNOWN",
            param=unknown[0],
            owner=owner,
            says="is not declared",
            hint=did_you_mean(unknown[0], names, noun="declared:") or "it has no parameters",
        )
    bound: dict[str, Json] = {}
    for param in declared:
        value = given.get(param.name)
        value = resolve(param.default if value is None else value, scope)
        if value is not None:
            bound[param.name] = typed(param, value, owner=owner)
        elif param.required:
            raise ParamInvalid(
                code="ERR_PARAM_MISSING",
                param=param.name,
                owner=owner,
                says="is required",
                hint=f"give it: {_how_to_give(param, owner)}",
            )
    for name in unknown:
        value = resolve(given[name], scope)
        if value is not None:
            bound[name] = value
    return bound


def _how_to_give(param: Param, owner: str) -> str:
    example = _EXAMPLES[param.type]
    if owner.startswith("operator"):
        return f"-p {param.name}={example}"
    return f"`params: {{{param.name}: {example}}}` on the source"


_EXAMPLES = {
    "string": "text",
    "number": "1.5",
    "integer": "7",
    "boolean": "true",
    "date": "2026-01-31",
    "array": "[a, b]",
    "object": '{"a": 1}',
}
_TRUE = frozenset({"true", "yes", "1", "on"})
_FALSE = frozenset({"false", "no", "0", "off"})
_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{1,15})?")


def typed(param: Param, value: Json, *, owner: str) -> Json:
    """Return a value as the parameter's declared type.

    Raises:
        ParamInvalid: if it is not one and cannot be read as one.
    """
    read = _READERS[param.type](value)
    if read is None:
        raise ParamInvalid(
            code="ERR_PARAM_TYPE",
            param=param.name,
            owner=owner,
            says=f"is {shown(value)}, which is no {param.type}",
            hint=f"write {_EXAMPLES[param.type]}, for example",
        )
    return read


def _string(value: Json) -> Json:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else None


def _number(value: Json) -> Json:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value) if "." in value else int(value)
    return None


def _integer(value: Json) -> Json:
    number = _number(value)
    if isinstance(number, float):
        return int(number) if number.is_integer() else None
    return number


def _boolean(value: Json) -> Json:
    if isinstance(value, bool):
        return value
    word = value.strip().lower() if isinstance(value, str) else ""
    return True if word in _TRUE else False if word in _FALSE else None


def _date(value: Json) -> Json:
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        pass  # not a day alone: perhaps a time
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return None
    return value


def _array(value: Json) -> Json:
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, str) and value.lstrip().startswith("["):
        parsed = _parsed(value)
        return parsed if isinstance(parsed, list) else None
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return None


def _object(value: Json) -> Json:
    if isinstance(value, Mapping):
        return dict(value)
    parsed = _parsed(value) if isinstance(value, str) else None
    return parsed if isinstance(parsed, dict) else None


def _parsed(text: str) -> Json:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


_READERS = {
    "string": _string,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "date": _date,
    "array": _array,
    "object": _object,
}
