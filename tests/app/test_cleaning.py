import pytest

from operatoros.app.cleaning import CleanAsker
from operatoros.catalog.declared import Connector, Fetch
from operatoros.connectors.asking import Answer, Progress, Question
from operatoros.secrets import Redactor, Secret

pytestmark = pytest.mark.anyio
KEY = "declared/Canary+4711"
QUESTION = Question(
    source="a",
    connector=Connector(id="c", name="C", kind="api"),
    fetch=Fetch(name="f"),
    params={},
    credentials={},
    folder="",
    now="",
    max_records=1,
    timeout_s=1,
)


class _Echo:
    def __init__(self, *items: dict[str, object]) -> None:
        self._items = items

    async def ask(self, question: Question, progress: Progress) -> Answer:
        return Answer(items=self._items)


def _quiet(*, records: int, size: int, wait_s: float = 0.0) -> None:
    """Nobody watches."""


async def test_an_echoed_credential_is_taken_out_and_said() -> None:
    """A known secret is replaced wherever it stands in a record, and a note says so."""
    items = ({"id": 1, "deep": [{"v": f"Bearer {KEY}"}], KEY: 2.5}, {"id": 2, "v": "fine"})
    asker = CleanAsker(_Echo(*items), Redactor([Secret(KEY)]))
    answer = await asker.ask(QUESTION, _quiet)
    assert answer.items[0] == {"id": 1, "deep": [{"v": "Bearer [secret]"}], "[secret]": 2.5}
    assert answer.items[1] is items[1]
    assert "echoed a credential" in answer.notes[0]


async def test_a_clean_answer_passes_untouched() -> None:
    """Nothing is copied or noted where there is nothing to hide."""
    items = ({"id": 1, "v": "fine"},)
    answer = await CleanAsker(_Echo(*items), Redactor([Secret(KEY)])).ask(QUESTION, _quiet)
    assert answer.items[0] is items[0]
    assert answer.notes == ()
