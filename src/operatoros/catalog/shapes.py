"""The `record:` block to a Shape, and `params:` to Params."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from operatoros.catalog.declared import Param, ParamPlace, ParamType
from operatoros.catalog.forms import Path, Reading, dotted
from operatoros.catalog.params import ParamInvalid, typed
from operatoros.catalog.spots import check_templates
from operatoros.catalog.templates import Known, find
from operatoros.values.jsonable import Json
from operatoros.values.record import Money, Shape

_DATES_ONLY = Known()


def make_shape(data: Mapping[str, Any] | None) -> Shape | None:
    """Return the shape that a `record:` block declares, or None without one."""
    if data is None:
        return None
    money = tuple(
        Money(amount=item["amount"], currency=item.get("currency", ""))
        if isinstance(item, Mapping)
        else Money(amount=item)
        for item in data.get("money", ())
        if not isinstance(item, Mapping) or "amount" in item
    )
    return Shape(
        noun=data.get("noun", "records"),
        key=data.get("key", "id"),
        title=data.get("title", ""),
        url=data.get("url", ""),
        money=money,
        counts=tuple(data.get("counts", ())),
        dates=tuple(data.get("dates", ())),
        due=data.get("due", ""),
        window=data.get("window", ""),
        people=tuple(data.get("people", ())),
        noise=tuple(data.get("noise", ())),
        fields=tuple(data.get("fields", ())),
    )


def make_params(data: Mapping[str, Any], path: Path, reading: Reading) -> tuple[Param, ...]:
    """Return declared parameters; their defaults are checked against their types."""
    params = []
    for name, spec in data.items():
        param = Param(
            name=name,
            type=cast("ParamType", spec.get("type", "string")),
            default=spec.get("default"),
            required=spec.get("required", False),
            description=spec.get("description", ""),
            place=cast("ParamPlace", spec.get("in", "")),
        )
        params.append(param)
        if param.default is not None:
            _check_default(param, (*path, name, "default"), reading)
    return tuple(params)


def _check_default(param: Param, path: Path, reading: Reading) -> None:
    default: Json = param.default
    check_templates(default, path, _DATES_ONLY, reading)
    if isinstance(default, str) and find(default):
        return
    check_value(param, default, path, reading)


def check_value(param: Param, value: Json, path: Path, reading: Reading) -> None:
    """Report a written-out value that does not have the parameter's type."""
    try:
        typed(param, value, owner=dotted(path[:-2]))
    except ParamInvalid as exc:
        reading.report(exc.code, reading.place(*path), f"{dotted(path)}: {exc.message}", exc.hint)
