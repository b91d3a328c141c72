from typing import get_args

from operatoros.values.event import What
from operatoros.values.jsonable import to_json


def test_every_event_names_its_kind() -> None:
    """The union is closed and each member's `kind` tells it apart in JSON."""
    kinds = [member.__dataclass_fields__["kind"].default for member in get_args(What)]
    assert len(set(kinds)) == len(kinds)
    assert set(kinds) == {
        "run_started", "source_started", "source_progress", "source_finished", "digest_ready",
        "prompt_ready", "text", "waiting", "checked", "delivered", "run_finished",
    }  # fmt: skip
    for member in get_args(What):
        assert member.__dataclass_params__.frozen
    assert isinstance(to_json({}), dict)
