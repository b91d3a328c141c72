"""The house keeps its rules: each room has its tests, its size and its three lines."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.growth import TIMES, assert_linear

REPOSITORY = Path(__file__).resolve().parent.parent.parent
SOURCE = REPOSITORY / "src" / "operatoros"
MODULES = sorted(SOURCE.rglob("*.py"))
TESTS = sorted((REPOSITORY / "tests").rglob("test_*.py"))
# Modules that only declare values, without a test file of their own; the list only shrinks.
NO_MIRROR: frozenset[str] = frozenset(
    {
        "__main__.py",
        "briefing/request.py",
        "catalog/declared.py",
        "protocol/command.py",
        "values/findings.py",
        "values/run.py",
    }
)


def _name(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


@pytest.mark.parametrize("module", MODULES, ids=_name)
def test_each_module_is_one_idea(module: Path) -> None:
    """No file has more than 600 lines, and each begins by saying what it is."""
    text = module.read_text(encoding="utf-8")
    assert text.count("\n") <= 600
    assert ast.get_docstring(ast.parse(text)), f"{_name(module)} does not say what it is"


@pytest.mark.parametrize("module", [m for m in MODULES if m.name != "__init__.py"], ids=_name)
def test_each_module_has_its_test_file(module: Path) -> None:
    """src/operatoros/a/b.py is proved by tests/a/test_b.py (tests of verbs are journeys too)."""
    name = _name(module)
    if name in NO_MIRROR:
        pytest.skip("listed in NO_MIRROR")
    mirror = REPOSITORY / "tests" / Path(name).parent / f"test_{Path(name).stem.strip('_')}.py"
    assert mirror.is_file(), f"{name} has no {mirror.relative_to(REPOSITORY)}"


def test_no_module_has_a_name_that_says_nothing() -> None:
    """Names are the domain's: no utils, helpers, common, manager, service, and never operator."""
    empty = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "service", "base"}
    for module in MODULES:
        assert module.stem not in empty | {"operator"}, _name(module)


@pytest.mark.parametrize("test_file", TESTS, ids=lambda path: path.name)
def test_each_test_says_the_behaviour_it_shows(test_file: Path) -> None:
    """Every test has a sentence, and none is empty of assertions by way of `pass`."""
    for node in ast.walk(ast.parse(test_file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith(
            "test_"
        ):
            assert ast.get_docstring(node), f"{test_file.name}::{node.name} has no sentence"
            body = node.body[1:]
            assert body, f"{test_file.name}::{node.name} does nothing"
            assert not all(isinstance(item, ast.Pass) for item in body), node.name


def test_no_test_sleeps() -> None:
    """Tests wait for conditions or move the clock; none of them sleeps."""
    for test_file in TESTS:
        text = test_file.read_text(encoding="utf-8")
        if test_file == Path(__file__):
            continue
        assert "time.sleep(" not in text, test_file.name


def test_no_test_bounds_seconds() -> None:
    """What work costs is told as a ratio (`tests/growth.py`): seconds say more of the machine."""
    for test_file in TESTS:
        text = test_file.read_text(encoding="utf-8")
        if test_file == Path(__file__):
            continue
        for clock in ("process_time", "perf_counter", "thread_time", "monotonic() - start <"):
            assert clock not in text, f"{test_file.name}: {clock}"


def test_a_square_is_told_from_a_line() -> None:
    """The ratio refuses what looks at each pair, and lets through what looks at each item."""
    few, many = range(200), range(200 * TIMES)
    assert_linear(lambda items: [item for item in items for _ in range(500)], few, many)
    with pytest.raises(AssertionError):
        assert_linear(lambda items: [one for one in items for _ in items], few, many)
