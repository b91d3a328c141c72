"""Modules of ours that fetch by plain coroutines: the table of them, and how one is called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import replace

from operatoros.catalog.params import bind
from operatoros.catalog.problems import did_you_mean
from operatoros.connectors.asking import Answer, Context, Question, Tool, scope_of
from operatoros.errors import NotFound
from operatoros.values.record import Shape

# A name in YAML reaches this table and never an import by itself.
MODULES: Mapping[str, str] = {
    "files": "operatoros.connectors.vendors.files",
    "git": "operatoros.connectors.vendors.git.tools",
    "gong": "operatoros.connectors.vendors.gong",
    "hubspot": "operatoros.connectors.vendors.hubspot",
}


class ModuleUnknown(NotFound):
    """A connector names a module that does not come with OperatorOS."""

    code = "ERR_MODULE_UNKNOWN"

    def __init__(self, *, module: str) -> None:
        super().__init__(
            f"there is no module {module!r}",
            hint=did_you_mean(module, MODULES, noun="modules:"),
            details={"module": module, "known": list(MODULES)},
        )


class ModuleToolUnknown(NotFound):
    """A fetch names a function that its module does not have."""

    code = "ERR_MODULE_TOOL_UNKNOWN"

    def __init__(self, *, module: str, tool: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"module {module!r} has no fetch {tool!r}",
            hint=did_you_mean(tool, known, noun="it has:"),
            details={"module": module, "tool": tool, "known": list(known)},
        )


def tools_of(name: str) -> Mapping[str, Tool]:
    """Return the tools of a module, by name.

    Raises:
        ModuleUnknown: if there is no such module.
    """
    path = MODULES.get(name)
    if path is None:
        raise ModuleUnknown(module=name)
    tools: Mapping[str, Tool] = importlib.import_module(path).TOOLS
    return tools


async def ask(question: Question, context: Context) -> Answer:
    """Call the module's function; the fetch's own `record:` wins over the function's shape.

    Raises:
        ParamInvalid: if a parameter is missing, unknown or of the wrong type.
        OperatorosError: whatever the function raises.
    """
    module = question.connector.module
    assert module is not None, "a connector of kind module has a module part"
    tools = tools_of(module.name)
    name = question.fetch.tool or question.fetch.name
    tool = tools.get(name)
    if tool is None:
        raise ModuleToolUnknown(module=module.name, tool=name, known=tuple(tools))
    params = bind(
        tool.params,
        {**question.fetch.args, **question.params},
        scope=scope_of(question),
        owner=f"{question.connector.id}.{question.fetch.name}",
        open_ended=False,
    )
    answer = await tool.run(replace(question, params=params), context)
    shape = question.fetch.shape or (tool.shape if answer.shape == Shape() else answer.shape)
    return replace(answer, shape=shape)
