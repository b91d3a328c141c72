"""Modules of ours: found in a table, called with typed parameters, their shapes applied."""

from __future__ import annotations

from pathlib import Path

import pytest

from operatoros.catalog.declared import Fetch
from operatoros.connectors.asking import Tool
from operatoros.connectors.module import MODULES, tools_of
from operatoros.errors import OperatorosError
from operatoros.values.record import Shape
from tests.connectors.asked import ask, module

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("name", sorted(MODULES))
def test_each_module_declares_its_tools(name: str) -> None:
    """Every tool says what it brings, what its records are and what it takes."""
    tools = tools_of(name)
    assert tools
    for tool_name, tool in tools.items():
        assert isinstance(tool, Tool)
        assert tool.description.endswith("."), tool_name
        assert tool.shape != Shape(), tool_name
        names = [param.name for param in tool.params]
        assert len(set(names)) == len(names)
        assert all(param.description for param in tool.params), tool_name


@pytest.mark.parametrize("name", ["nothing", "os", "../git", "git.tools", "operatoros"])
def test_a_name_reaches_the_table_and_no_import(name: str) -> None:
    """What is not in the table is no module, whatever Python could import."""
    with pytest.raises(OperatorosError) as caught:
        tools_of(name)
    assert caught.value.code == "ERR_MODULE_UNKNOWN"


async def code_of(tool: str, params: dict[str, object], folder: Path) -> str:
    """Return the code with which a question to the files module fails."""
    with pytest.raises(OperatorosError) as caught:
        await ask(module("files"), tool, params, folder=folder)
    return caught.value.code


async def test_questions_that_a_module_cannot_answer(tmp_path: Path) -> None:
    """An unknown tool, an unknown, missing or mistyped parameter: a code each, before it runs."""
    assert await code_of("readz", {}, tmp_path) == "ERR_MODULE_TOOL_UNKNOWN"
    assert await code_of("read", {"path": "a", "nope": 1}, tmp_path) == "ERR_PARAM_UNKNOWN"
    assert await code_of("read", {}, tmp_path) == "ERR_PARAM_MISSING"
    assert await code_of("read", {"path": "a", "max_bytes": "x"}, tmp_path) == "ERR_PARAM_TYPE"


async def test_the_fetchs_own_shape_and_fixed_arguments_win(tmp_path: Path) -> None:
    """`record:` of the fetch replaces the module's shape; `args` are given, `params` win."""
    (tmp_path / "a.txt").write_text("a", encoding="utf-8")
    (tmp_path / "b.txt").write_text("b", encoding="utf-8")
    shape = Shape(noun="notes", key="name")
    fetch = Fetch(name="notes", tool="read", args={"path": "a.txt"}, shape=shape)
    answer = await ask(module("files"), "", fetch=fetch, folder=tmp_path)
    assert answer.shape == shape
    assert answer.items[0]["text"] == "a"
    other = await ask(module("files"), "", {"path": "b.txt"}, fetch=fetch, folder=tmp_path)
    assert other.items[0]["text"] == "b"
    plain = await ask(module("files"), "read", {"path": "a.txt"}, folder=tmp_path)
    assert plain.shape == tools_of("files")["read"].shape
