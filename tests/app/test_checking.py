import pytest

from operatoros.app import checking
from operatoros.app.checking import ConnectorHasNoFetch, SchemaUnknown
from operatoros.app.wiring import World
from operatoros.errors import OperatorosError

pytestmark = pytest.mark.anyio


async def test_a_connector_is_tried_with_a_sample(world: World) -> None:
    """Trying asks for real and gives the count, the noun and at most so many records."""
    (tried,) = await checking.try_connector(world, "exports", fetch="deals", params={}, most=1)
    assert (tried.records, tried.noun, len(tried.sample), tried.error) == (2, "deals", 1, None)
    with pytest.raises(OperatorosError) as caught:
        await checking.try_connector(world, "exports", fetch="nosuch", params={}, most=1)
    assert caught.value.code == "ERR_FETCH_NOT_FOUND"


async def test_a_connector_without_fetches_cannot_be_tried(world: World) -> None:
    """A connector that asks nothing is told apart from one that brought nothing."""
    file = world.config.project / "connectors" / "idle.yaml"
    text = "id: idle\nname: Idle\ntype: api\napi: {baseUrl: https://x.test}\nfetches: {}\n"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(OperatorosError) as caught:
        await checking.try_connector(world, "idle", fetch=None, params={}, most=1)
    assert caught.value.code in {ConnectorHasNoFetch.code, "ERR_CATALOG_EMPTY"}


def test_files_and_kinds_are_checked(world: World) -> None:
    """Checking without names looks at everything; an unknown kind of schema is refused."""
    report = checking.check_files(world, [])
    assert report.errors == 0
    assert {"deals", "exports", "hubspot"} <= {checked.id for checked in report.files}
    with pytest.raises(SchemaUnknown) as caught:
        checking.schema_of("opertor")
    assert caught.value.code == "ERR_SCHEMA_UNKNOWN"
