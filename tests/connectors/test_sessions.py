"""A run's connections: limits, deadlines, equal questions once, failures as one known error."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Mapping
from types import ModuleType
from uuid import uuid4

import anyio
import pytest

from operatoros.catalog.declared import CredentialField
from operatoros.connectors import module as modules
from operatoros.connectors import sessions
from operatoros.connectors.asking import Answer, Context, Question, Tool
from operatoros.connectors.tape import NoTape, NoTaping, Tape
from operatoros.errors import OperatorosError, Refused
from operatoros.net.receipt import Receipt
from tests.conftest import REPOSITORY
from tests.connectors import left_behind
from tests.connectors.asked import connections, module, question, server, untold
from tests.connectors.left_behind import appeared, none_left

pytestmark = pytest.mark.anyio


class _Odd:
    """A vendor module that misbehaves, and counts."""

    def __init__(self) -> None:
        self.asked = 0
        self.under_way = 0
        self.most_under_way = 0
        self.together = 1

    async def bug(self, question: Question, context: Context) -> Answer:
        raise ValueError(f"unexpected {question.credentials['token'].reveal()}")

    async def group(self, question: Question, context: Context) -> Answer:
        async with anyio.create_task_group() as group:
            group.start_soon(self._refuse)
            group.start_soon(anyio.sleep_forever)
        raise AssertionError

    async def own_timeout(self, question: Question, context: Context) -> Answer:
        raise TimeoutError

    async def _refuse(self) -> None:
        raise Refused("no", code="ERR_REFUSED")

    async def deaf(self, question: Question, context: Context) -> Answer:
        # Cleans up for longer than anybody waits, and notices no cancellation meanwhile.
        with anyio.CancelScope(shield=True), anyio.move_on_after(0.5):
            await anyio.sleep_forever()
        await anyio.sleep_forever()
        raise AssertionError

    async def hang(self, question: Question, context: Context) -> Answer:
        await anyio.sleep_forever()
        raise AssertionError

    async def many(self, question: Question, context: Context) -> Answer:
        self.asked += 1
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        with anyio.fail_after(5):
            while self.most_under_way < self.together:
                await anyio.lowlevel.checkpoint()
        for _ in range(10):
            await anyio.lowlevel.checkpoint()
        self.under_way -= 1
        return Answer(items=tuple({"id": n} for n in range(5)))


@pytest.fixture
def odd(monkeypatch: pytest.MonkeyPatch) -> _Odd:
    """Install the module under the name `odd`."""
    made = _Odd()
    names = ("bug", "group", "own_timeout", "deaf", "hang", "many")
    holder = ModuleType("odd_tools")
    from operatoros.catalog.declared import Param

    any_n = (Param(name="n", type="integer"),)
    holder.TOOLS = {  # type: ignore[attr-defined]  # made for this test
        name: Tool(run=getattr(made, name), description=name, params=any_n) for name in names
    }
    monkeypatch.setitem(sys.modules, "odd_tools", holder)
    table: Mapping[str, str] = {**modules.MODULES, "odd": "odd_tools"}
    monkeypatch.setattr(modules, "MODULES", table)
    return made


async def failure(tool: str, **more: object) -> OperatorosError:
    """Return what asking the odd module raises; anything but one of ours fails the test."""
    async with connections() as opened:
        with pytest.raises(OperatorosError) as caught:
            await opened.ask(question(module("odd"), tool, **more), untold)  # type: ignore[arg-type]  # as named there
    return caught.value


async def test_an_unknown_failure_is_a_bug_with_a_name_and_no_secret(odd: _Odd) -> None:
    """What a module does not know becomes ERR_CONNECTOR_BUG that names it; secrets stay out."""
    error = await failure("bug", credentials={"token": "tok-en-123456"})
    assert error.code == "ERR_CONNECTOR_BUG"
    assert error.exit_status == 6
    assert "odd" in error.message
    assert "ValueError" in error.message
    assert "tok-en-123456" not in str(error.as_json())


async def test_an_open_credential_field_is_not_taken_for_a_secret(odd: _Odd) -> None:
    """A field declared `secret: false` (an address, say) stays readable in messages."""
    from dataclasses import replace

    field = CredentialField(name="token", env="ODD_TOKEN", secret=False)
    connector = replace(module("odd"), credentials=(field,))
    asked = question(connector, "bug", credentials={"token": "https://eu.example"})
    async with connections() as opened:
        with pytest.raises(OperatorosError) as caught:
            await opened.ask(asked, untold)
    assert "https://eu.example" in caught.value.message


async def test_a_group_of_exceptions_arrives_as_the_one_that_is_ours(odd: _Odd) -> None:
    """No exception group leaves a connector: the error inside is what comes out."""
    assert (await failure("group")).code == "ERR_REFUSED"


async def test_a_timeout_of_the_module_itself_is_not_taken_for_ours(odd: _Odd) -> None:
    """A TimeoutError that a module lets through is its bug, not the source's deadline."""
    assert (await failure("own_timeout")).code == "ERR_CONNECTOR_BUG"


@pytest.mark.parametrize("tool", ["hang", "deaf"])
async def test_a_source_ends_at_its_deadline(odd: _Odd, tool: str) -> None:
    """A module that hangs, even one that ignores cancellation for a while, ends within a second."""
    start = anyio.current_time()
    error = await failure(tool, timeout_s=0.2)
    assert error.code == "ERR_SOURCE_TIMEOUT"
    assert 0.2 <= anyio.current_time() - start < 1.2


async def test_a_tape_is_told_what_was_ended_from_outside(odd: _Odd) -> None:
    """A fetch that is cut off is not whole on a tape; one that fails by itself is."""

    class Noting(NoTaping):
        def __init__(self) -> None:
            self.tapes: list[tuple[str, str]] = []
            self.over: list[str] = []

        def tape(self, source: str, connector: str) -> Tape:
            self.tapes.append((source, connector))
            return NoTape()

        def ran_out(self, connector: str) -> None:
            self.over.append(connector)

    taping = Noting()
    async with connections(taping=taping) as opened:
        for tool in ("bug", "hang"):
            with pytest.raises(OperatorosError):
                await opened.ask(question(module("odd"), tool, timeout_s=0.2), untold)
    assert [connector for _, connector in taping.tapes] == ["odd", "odd"]
    assert taping.over == ["odd"]


async def test_equal_questions_are_asked_once(odd: _Odd) -> None:
    """Sources with the same connector, fetch, parameters and credentials share one fetch."""
    answers: list[Answer] = []

    async def ask(opened: sessions.Connections, asked: Question) -> None:
        answers.append(await opened.ask(asked, untold))

    connector = module("odd")
    async with connections() as opened, anyio.create_task_group() as group:
        for source in ("a", "b", "c"):
            group.start_soon(ask, opened, question(connector, "many", {"n": 1}, source=source))
    assert odd.asked == 1
    assert len(answers) == 3
    # Another parameter, another credential, another run: asked anew.
    async with connections() as opened:
        await opened.ask(question(connector, "many", {"n": 2}), untold)
        await opened.ask(question(connector, "many", {"n": 1}), untold)
        again = question(connector, "many", {"n": 1}, credentials={"token": "another"})
        await opened.ask(again, untold)
    assert odd.asked == 4


async def test_no_more_than_so_many_at_once(odd: _Odd, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connector is asked at most as often at once as its kind allows."""
    monkeypatch.setattr(sessions, "LIMITS", {**sessions.LIMITS, "module": 3})
    odd.together = 3
    async with connections() as opened, anyio.create_task_group() as group:
        for n in range(12):
            group.start_soon(opened.ask, question(module("odd"), "many", {"n": n}), untold)
    assert (odd.asked, odd.most_under_way) == (12, 3)


async def test_more_records_than_wanted_are_cut_and_told(odd: _Odd) -> None:
    """An answer beyond `max_records` is cut, says so and knows its total."""
    async with connections() as opened:
        answer = await opened.ask(question(module("odd"), "many", max_records=3), untold)
        whole = await opened.ask(question(module("odd"), "many", max_records=5), untold)
    assert len(answer.items) == 3
    assert answer.total == 5
    assert answer.error is not None
    assert answer.error.code == "ERR_RECORDS_CUT"
    assert whole.error is None


async def test_a_failure_of_the_block_arrives_as_itself_and_ends_children() -> None:
    """An exception of the run is not wrapped, and its servers are gone within a second."""
    mark = str(uuid4())

    async def fail() -> None:
        async with connections() as opened:
            await opened.ask(question(server("raw", "fork", mark), "get"), untold)
            await appeared(f"mark-{mark}")
            raise ValueError("mine")

    start = anyio.current_time()
    with pytest.raises(ValueError, match="mine"):
        await fail()
    assert anyio.current_time() - start < 5
    assert none_left(mark)


@pytest.mark.parametrize("how", ["fork", "fork-away"])
async def test_cancel_leaves_no_child_within_a_second(how: str) -> None:
    """Ctrl-C in the middle of a call: within a second server and grandchild are gone."""
    mark = str(uuid4())

    async def run() -> None:
        async with connections() as opened:
            await opened.ask(question(server("raw", how, mark), "sleep"), untold)

    async with anyio.create_task_group() as group:
        group.start_soon(run)
        await appeared(mark, count=2)
        start = anyio.current_time()
        group.cancel_scope.cancel()
    assert anyio.current_time() - start < 1.0
    assert none_left(mark)


CTRL_C = """
import anyio, sys
from tests.connectors.asked import connections, question, server, untold

async def run():
    async with connections() as opened:
        await opened.ask(question(server("raw", *sys.argv[1:]), "sleep"), untold)

anyio.run(run)
"""


@pytest.mark.parametrize("how", ["fork", "fork-in-call"])
async def test_ctrl_c_ends_the_process_and_its_servers_within_a_second(how: str) -> None:
    """SIGINT while the server starts, or in a call: in a second all three processes are gone."""
    mark = str(uuid4())
    argv = [sys.executable, "-c", CTRL_C, how, mark]
    quiet = subprocess.DEVNULL
    async with await anyio.open_process(argv, cwd=REPOSITORY, stdout=None, stderr=quiet) as child:
        await appeared(mark, count=3)
        start = anyio.current_time()
        child.send_signal(signal.SIGINT)
        with anyio.fail_after(5):
            await child.wait()
        assert anyio.current_time() - start < 1.0
    assert none_left(mark)


async def test_released_servers_end_while_the_run_goes_on() -> None:
    """After the last question a run lets its servers go; one more question is still answered."""
    mark = str(uuid4())
    async with connections() as opened:
        connector = server("raw", "stays", mark)
        first = await opened.ask(question(connector, "get"), untold)
        opened.release()
        with anyio.fail_after(5):
            while left_behind.marked(mark):  # noqa: ASYNC110 - another process tells nothing
                await anyio.sleep(0.01)
        again = await opened.ask(question(connector, "get", {"n": 2}), untold)
        assert again.items[0]["pid"] != first.items[0]["pid"]
    assert none_left(mark)


async def test_the_receipt_names_the_command_and_is_not_enforced() -> None:
    """What went to a child process stands on the receipt as stdio:COMMAND, not enforced."""
    receipt = Receipt()
    async with connections(receipt=receipt) as opened:
        for n in (1, 2):
            await opened.ask(question(server("raw"), "get", {"n": n}), untold)
    (row,) = receipt.rows()
    assert row.host == f"stdio:{sys.executable}"
    assert (row.requests, row.enforced) == (2, False)
    assert row.bytes_out > 0
    assert row.bytes_in > 0


async def test_a_slow_source_does_not_hold_up_another(odd: _Odd) -> None:
    """One source that hangs to its deadline leaves the others alone."""
    done: list[float] = []

    async def ask(opened: sessions.Connections, asked: Question) -> None:
        try:
            await opened.ask(asked, untold)
        except OperatorosError:
            return
        done.append(anyio.current_time())

    start = anyio.current_time()
    async with connections() as opened, anyio.create_task_group() as group:
        group.start_soon(ask, opened, question(module("odd"), "hang", timeout_s=0.5))
        group.start_soon(ask, opened, question(module("odd"), "many"))
    assert len(done) == 1
    assert done[0] - start < 0.4


def test_a_kind_costs_nothing_until_it_is_asked() -> None:
    """What asks a kind of connector is imported when its first question comes, and not before."""
    code = (
        "import json, sys\n"
        "from operatoros.connectors.sessions import KINDS\n"
        "print(json.dumps([name for name in KINDS.values() if name in sys.modules]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []
