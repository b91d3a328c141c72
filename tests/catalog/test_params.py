"""Parameters: defaults, types, what is missing, what is unknown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.catalog.declared import Param, ParamType
from operatoros.catalog.params import ParamInvalid, bind, typed
from operatoros.catalog.templates import Scope

SCOPE = Scope(now=datetime(2026, 11, 21, tzinfo=UTC), params={"days": 3})


@pytest.mark.parametrize(
    ("kind", "given_value", "value"),
    [
        ("integer", "7", 7),
        ("integer", 7.0, 7),
        ("number", "1.5", 1.5),
        ("number", "-3", -3),
        ("boolean", "yes", True),
        ("boolean", "False", False),
        ("string", 7, "7"),
        ("string", True, "true"),
        ("date", "2026-01-31", "2026-01-31"),
        ("date", "2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
        ("array", "a, b", ["a", "b"]),
        ("array", '["a", 1]', ["a", 1]),
        ("array", ["a"], ["a"]),
        ("object", '{"a": 1}', {"a": 1}),
        ("object", {"a": 1}, {"a": 1}),
    ],
)
def test_texts_are_read_as_the_declared_type(
    kind: ParamType, given_value: object, value: object
) -> None:
    """`-p days=7` and `days: 7` are the same."""
    assert typed(Param(name="x", type=kind), given_value, owner="o") == value


@pytest.mark.parametrize(
    ("kind", "given_value"),
    [
        ("integer", "seven"),
        ("integer", 1.5),
        ("integer", True),
        ("integer", "1" * 5000),
        ("number", ""),
        ("number", "nan"),
        ("number", "1e5"),
        ("boolean", "maybe"),
        ("boolean", 1),
        ("string", ["a"]),
        ("date", "31.01.2026"),
        ("date", 20260131),
        ("array", 3),
        ("array", "[a"),
        ("object", "[1]"),
        ("object", "[" * 100_000),
    ],
)
def test_other_types_are_refused(kind: ParamType, given_value: object) -> None:
    """A value that is not of the type is an error that names parameter, owner and value."""
    with pytest.raises(ParamInvalid) as caught:
        typed(Param(name="x", type=kind), given_value, owner="git.log")
    assert caught.value.code == "ERR_PARAM_TYPE"
    assert caught.value.details == {"param": "x", "owner": "git.log"}


def test_defaults_and_templates_are_filled_in() -> None:
    """Defaults count where nothing is given; templates of both are resolved and typed."""
    declared = (
        Param(name="days_back", type="integer", default=7),
        Param(name="since", type="date", default="{{date.daysAgo.7}}"),
        Param(name="note"),
    )
    assert bind(declared, {}, scope=SCOPE, owner="o", open_ended=True) == {
        "days_back": 7,
        "since": "2026-11-14",
    }
    given_values = {"days_back": "{{params.days}}", "extra": "{{date.today}}"}
    assert bind(declared, given_values, scope=SCOPE, owner="o", open_ended=True) == {
        "days_back": 3,
        "since": "2026-11-14",
        "extra": "2026-11-21",
    }


def test_a_required_parameter_must_be_given() -> None:
    """The error says how: by -p for operators, by params: for sources."""
    declared = (Param(name="id", required=True),)
    with pytest.raises(ParamInvalid) as caught:
        bind(declared, {}, scope=SCOPE, owner="operator 'x'", open_ended=False)
    assert caught.value.code == "ERR_PARAM_MISSING"
    assert "-p id=" in caught.value.hint


def test_operators_refuse_unknown_parameters() -> None:
    """A mistyped -p is told, with the nearest name."""
    with pytest.raises(ParamInvalid) as caught:
        bind((Param(name="days"),), {"dayz": "7"}, scope=SCOPE, owner="o", open_ended=False)
    assert caught.value.code == "ERR_PARAM_UNKNOWN"
    assert "'days'" in caught.value.hint


@given(
    st.sampled_from(["string", "number", "integer", "boolean", "date", "array", "object"]),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=5,
    ),
)
def test_any_value_is_typed_or_refused(kind: ParamType, value: object) -> None:
    """Nothing but ParamInvalid comes out, and what is typed stays so."""
    param = Param(name="x", type=kind)
    try:
        once = typed(param, value, owner="o")
    except ParamInvalid:
        return
    assert typed(param, once, owner="o") == once or once != once
