"""`operatoros test`: what a task asserts about its briefings, held against recorded runs.

No model is called and nothing is fetched: what is tested is what was written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from operatoros.app.wiring import World, open_runs
from operatoros.catalog.declared import Operator, Task
from operatoros.catalog.search import find_operator, list_operators
from operatoros.display import show
from operatoros.errors import NotFound
from operatoros.values.jsonable import Json
from operatoros.values.run import Run


class NothingToTest(NotFound):
    """No task asserts anything, or nothing of it was ever run. Raised by: hold."""

    code = "ERR_NOTHING_TO_TEST"

    def __init__(self, *, why: str) -> None:
        super().__init__(
            why,
            hint="add `asserts:` to a task (must_mention, must_not_mention, figures_grounded, "
            "max_words, max_cost) and run it once",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One assertion held against one run.

    Attributes:
        operator: Id of the operator.
        task: Id of the task.
        run: Id of the run.
        name: The assertion: `must_mention: Red Sea`.
        wrong: Why it does not hold; empty if it does.
    """

    operator: str
    task: str
    run: str
    name: str
    wrong: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a test of recorded runs came to.

    Attributes:
        held: Every assertion, run by run.
        untested: Tasks that assert something and have no finished run: `operator task`.
    """

    held: tuple[Held, ...]
    untested: tuple[str, ...] = ()

    @property
    def failed(self) -> tuple[Held, ...]:
        """Assertions that do not hold."""
        return tuple(item for item in self.held if item.wrong)


def hold(world: World, wanted: Sequence[str] = (), *, operator: str | None = None) -> Outcome:
    """Hold assertions against runs.

    Args:
        world: Where operators and runs are found.
        wanted: Ids of runs, or their beginnings; empty for the newest finished run of each task.
        operator: Only of this operator.

    Raises:
        NothingToTest: if nothing was tested: a test that cannot fail is none.
        RunNotFound, RunAmbiguous, OperatorNotFound, TaskNotFound.
    """
    runs, untested = _given(world, wanted) if wanted else _newest(world, operator)
    held = tuple(item for run, task in runs for item in hold_run(run, task.asserts))
    if not held:
        why = "no task asserts anything about these runs"
        if untested:
            why = f"no finished run of {', '.join(untested)} is kept"
        raise NothingToTest(why=why)
    return Outcome(held=held, untested=untested)


def _given(world: World, wanted: Sequence[str]) -> tuple[list[tuple[Run, Task]], tuple[str, ...]]:
    with open_runs(world) as store:
        runs = [store.get(one) for one in wanted]
    found = []
    for run in runs:
        operator = find_operator(run.operator, world.path)
        if (task := operator.tasks.get(run.task)) is not None:
            found.append((run, task))
    return found, ()


def _newest(world: World, operator: str | None) -> tuple[list[tuple[Run, Task]], tuple[str, ...]]:
    found: list[tuple[Run, Task]] = []
    untested: list[str] = []
    with open_runs(world) as store:
        for one, task in _asserting(world, operator):
            lines = store.list(one.id, limit=None)
            done = (line.run for line in lines if line.task == task.id and line.state == "done")
            newest = next(done, "")
            if newest:
                found.append((store.get(newest), task))
            else:
                untested.append(f"{one.id} {task.id}")
    return found, tuple(untested)


def _asserting(world: World, operator: str | None) -> Iterator[tuple[Operator, Task]]:
    if operator is not None:
        operators = [find_operator(operator, world.path)]
    else:
        every = list_operators(world.path)
        operators = [one.value for one in every if one.value and not one.shadowed_by]
    for one in operators:
        for task in one.tasks.values():
            if task.asserts:
                yield one, task


def hold_run(run: Run, asserts: Mapping[str, Json]) -> Iterator[Held]:
    """Yield each assertion of a task, held against a run.

    What is read is the model's text; with `--model none` that is the digest.
    """
    for name, wanted in asserts.items():
        for each in wanted if isinstance(wanted, list | tuple) else (wanted,):
            yield Held(
                operator=run.operator,
                task=run.task,
                run=run.run,
                name=f"{name}: {each}",
                wrong=_RULES[name](run, each),
            )


def _text(run: Run) -> str:
    return run.briefing.text or run.briefing.digest


def _flat(text: str) -> str:
    return " ".join(text.split()).casefold()


def _must_mention(run: Run, wanted: Json) -> str:
    return "" if _flat(str(wanted)) in _flat(_text(run)) else "the briefing does not mention it"


def _must_not_mention(run: Run, wanted: Json) -> str:
    return "the briefing mentions it" if _flat(str(wanted)) in _flat(_text(run)) else ""


def _figures_grounded(run: Run, wanted: Json) -> str:
    missing = [miss.text for miss in run.briefing.checks.unmatched]
    if not wanted or not missing:
        return ""
    return f"not found in the data: {', '.join(missing)}"


def _max_words(run: Run, wanted: Json) -> str:
    count = len(_text(run).split())
    return f"it has {count:,} words" if count > float(str(wanted)) else ""


def _max_cost(run: Run, wanted: Json) -> str:
    usage = run.usage
    if usage is None:
        return ""  # nobody was paid
    if usage.cost_usd is None:
        return f"no price is known of {usage.model}"
    return f"it cost ${usage.cost_usd:.4f}" if usage.cost_usd > float(str(wanted)) else ""


# The vocabulary of `asserts`; the catalog refuses every other word.
_RULES: Mapping[str, Callable[[Run, Json], str]] = {
    "must_mention": _must_mention,
    "must_not_mention": _must_not_mention,
    "figures_grounded": _figures_grounded,
    "max_words": _max_words,
    "max_cost": _max_cost,
}


def junit(outcome: Outcome) -> str:
    """Return the outcome as JUnit XML, which CI systems show: one suite a run."""
    from xml.etree import ElementTree as Tree

    every = Tree.Element(
        "testsuites", tests=str(len(outcome.held)), failures=str(len(outcome.failed))
    )
    suites: dict[str, list[Held]] = {}
    for item in outcome.held:
        suites.setdefault(item.run, []).append(item)
    for run, items in suites.items():
        name = f"{items[0].operator}.{items[0].task}"
        failures = sum(bool(item.wrong) for item in items)
        suite = Tree.SubElement(
            every, "testsuite", name=name, tests=str(len(items)), failures=str(failures)
        )
        properties = Tree.SubElement(suite, "properties")
        Tree.SubElement(properties, "property", name="run", value=run)
        for item in items:
            shown = show(item.name, one_line=True)
            case = Tree.SubElement(suite, "testcase", classname=name, name=shown)
            if item.wrong:
                Tree.SubElement(case, "failure", message=show(item.wrong, one_line=True))
    Tree.indent(every)
    return Tree.tostring(every, encoding="unicode", xml_declaration=True) + "\n"
