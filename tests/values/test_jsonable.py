import json
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.secrets import Secret
from operatoros.values.coverage import Egress, ErrorInfo, Fetched, source_line
from operatoros.values.event import Event, SourceFinished, TextDelta
from operatoros.values.findings import Change, Changes, Fact
from operatoros.values.jsonable import canonical, digest, from_json, schema, to_json
from operatoros.values.run import Briefing, Run, Usage

_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


def _run() -> Run:
    failed = Fetched(
        source="crm",
        name="CRM",
        state="failed",
        error=ErrorInfo(code="ERR_X", message="m", hint="h"),
    )
    return Run(
        run="r1",
        operator="deal-intelligence",
        task="important-deals",
        params={"days": 7},
        state="done",
        demo=True,
        started_at="2026-01-01T00:00:00Z",
        coverage=(source_line(failed),),
        changes=Changes(items=(Change(source="crm", kind="new", key="1"),), unknown=("x",)),
        facts=(Fact(id="F1", text="60 deals", value=60),),
        briefing=Briefing(digest="d", text="t"),
        usage=Usage(model="m", cost_usd=0.1),
        egress=(Egress(host="h", requests=1, bytes_out=2, bytes_in=3, enforced=True),),
    )


@pytest.mark.parametrize(
    "make",
    [
        _run,
        lambda: Event(run="r", seq=1, at="t", what=TextDelta(delta="x")),
        lambda: Event(run="r", seq=2, at="t", what=SourceFinished(line=_run().coverage[0])),
    ],
)
def test_a_value_survives_json(make: Callable[[], object]) -> None:
    """Writing a value as JSON and reading it back gives an equal value."""
    value = make()
    assert from_json(type(value), json.loads(json.dumps(to_json(value)))) == value


def test_a_value_of_the_wrong_form_is_refused() -> None:
    """Reading a run from data of another form is an error, never a half-filled run."""
    data = to_json(_run())
    assert isinstance(data, dict)
    with pytest.raises(ValueError, match="state"):
        from_json(Run, {**data, "state": "sleeping"})


def test_a_secret_has_no_json_form() -> None:
    """A secret can never be written by way of JSON."""
    with pytest.raises(TypeError):
        to_json({"key": Secret("hush-hush")})


@given(_JSON)
def test_canonical_bytes_do_not_depend_on_key_order(value: object) -> None:
    """Equal values have equal bytes and digests, whatever order their keys came in."""
    again = json.loads(json.dumps(value))
    shuffled = dict(reversed(again.items())) if isinstance(again, dict) else again
    assert canonical(shuffled) == canonical(value)
    assert digest(shuffled) == digest(value)


def test_schemas_name_every_field() -> None:
    """The schema of a run lists exactly the fields of its JSON form."""
    data = to_json(_run())
    assert isinstance(data, dict)
    assert set(schema(Run)["properties"]) == set(data)
