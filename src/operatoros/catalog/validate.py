"""Everything about declarations that can be known without asking anybody, told at once.

Files are read as for a run; then what they refer to is looked up: connectors, fetches,
parameters, programs, modules. What is broken is an error; what only fails that source is a
warning.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from operatoros.catalog.connectors import module_instead, read_connector
from operatoros.catalog.declared import Connector, Fetch, Operator, Place, Source
from operatoros.catalog.goals import read_goals
from operatoros.catalog.literals import written_secrets
from operatoros.catalog.operators import read_operator
from operatoros.catalog.params import ParamInvalid, typed
from operatoros.catalog.problems import CatalogInvalid, Problem, did_you_mean, nearest
from operatoros.catalog.programs import install_hint
from operatoros.catalog.search import (
    ConnectorNotFound,
    FetchNotFound,
    FileUnreadable,
    Found,
    Kind,
    SearchPath,
    declared_kind,
    display_path,
    fetch_of,
    find_connector,
    list_connectors,
    list_operators,
    read_file,
    shipped_folder,
)
from operatoros.catalog.spots import names_in
from operatoros.catalog.yamldoc import Node, read_yaml


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One file that was looked at.

    Attributes:
        file: As people should name it.
        kind: operator, connector or goals.
        id: What it declares; empty if that cannot be read.
        problems: Errors and warnings, in order of place.
    """

    file: str
    kind: str
    id: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What `operatoros validate` found."""

    files: tuple[Checked, ...]

    @property
    def errors(self) -> int:
        """How many errors there are."""
        return self._count("error")

    @property
    def warnings(self) -> int:
        """How many warnings there are."""
        return self._count("warning")

    def _count(self, severity: str) -> int:
        return sum(p.severity == severity for checked in self.files for p in checked.problems)

    def render(self) -> str:
        """Return every problem as `file:line:col: error[CODE]: message`, with its hint."""
        return "\n".join(p.render() for checked in self.files for p in checked.problems)

    def as_json(self) -> dict[str, object]:
        """Return the JSON form that faces show."""
        return {
            "errors": self.errors,
            "warnings": self.warnings,
            "files": [
                {
                    "file": checked.file,
                    "kind": checked.kind,
                    "id": checked.id,
                    "problems": [problem.as_json() for problem in checked.problems],
                }
                for checked in self.files
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What declarations refer to besides each other.

    Attributes:
        search: Where connectors are looked for.
        installed: Whether a program can be started.
        module_tools: Names of a shipped module's functions; None if there is no such module.
    """

    search: SearchPath
    installed: Callable[[str], bool]
    module_tools: Callable[[str], Collection[str] | None]


def validate(files: Sequence[str | Path], around: Surroundings) -> Report:
    """Look at declarations and at what they refer to.

    Args:
        files: Files; none means every operator and connector on the search path, and the
            project's goals.
        around: What they may refer to.
    """
    if files:
        return Report(files=tuple(check_file(file, around) for file in files))
    search = around.search
    listed: list[Found[Operator] | Found[Connector]] = []
    listed += list_operators(search)
    listed += list_connectors(search)
    checked: list[Checked] = []
    for found in listed:
        one = check_file(found.file, around)
        if found.shadowed_by:
            place = Place(file=found.file)
            problem = Problem(
                code="ERR_ID_SHADOWED",
                place=place,
                message=f"{found.shadowed_by} has the same id {found.id!r} and is found first",
                hint="rename one of the two, or remove it",
                severity="warning",
            )
            one = replace(one, problems=(problem, *one.problems))
        checked.append(one)
    goals = search.project / "config" / "goals.yaml"
    if goals.exists():
        checked.append(check_file(goals, around))
    return Report(files=tuple(checked))


def check_file(file: str | Path, around: Surroundings) -> Checked:
    """Look at one file; what it declares is told by its keys."""
    full = around.search.project / os.path.expanduser(file)
    name = display_path(full, around.search)
    try:
        data = read_file(full, name=name)
    except FileUnreadable as exc:
        problem = Problem(code=exc.code, place=Place(file=name), message=exc.message, hint=exc.hint)
        return Checked(file=name, kind="", id="", problems=(problem,))
    kind = _kind(full, data)
    value: Operator | Connector | None = None
    if kind == "goals":
        _, problems = read_goals(data, file=name)
    elif kind == "connector":
        shipped = full.parent.resolve() == shipped_folder("connectors").resolve()
        value, problems = read_connector(data, file=name, shipped=shipped)
    else:
        folder = str(around.search.project)
        value, problems = read_operator(data, file=name, folder=folder)
    further: list[Problem] = []
    if isinstance(value, Operator):
        further = _check_operator(value, data, around)
    elif isinstance(value, Connector):
        further = _check_connector(value, data, around)
    found = sorted((*problems, *further), key=lambda p: (p.place.line, p.place.column))
    return Checked(file=name, kind=kind, id=value.id if value else "", problems=tuple(found))


def _kind(file: Path, data: bytes) -> Kind:
    """Return what a file declares: by its keys, else by its name and folder."""
    by_keys = declared_kind(data)
    if by_keys:
        return by_keys
    if file.stem.startswith("goals"):
        return "goals"
    return "connector" if file.parent.name == "connectors" else "operator"


class _Spots:
    """Finds the place of a part of a file that is known to be well-formed."""

    def __init__(self, data: bytes, place: Place | None) -> None:
        self.file = place.file if place else ""
        self._root = read_yaml(data, file=self.file).root

    def of(self, *path: str | int) -> Place:
        """Return where a part stands, or the nearest thing around it."""
        node, best = self._root, self._root
        for part in path:
            node = _child(node, part)
            if node is None:
                break
            best = node
        line, column = (best.line, best.column) if best else (1, 1)
        return Place(file=self.file, line=line, column=column)


def _child(node: Node | None, part: str | int) -> Node | None:
    if node is None:
        return None
    if isinstance(part, str):
        return node.entries.get(part)
    return node.items[part] if part < len(node.items) else None


# ---- operators ---------------------------------------------------------------------------------


def _check_operator(operator: Operator, data: bytes, around: Surroundings) -> list[Problem]:
    spots = _Spots(data, operator.place)
    problems: list[Problem] = []
    for index, source in enumerate(operator.sources):
        at = ("sources", index)
        if source.inline is not None:
            problems += _check_program(source.inline, spots.of(*at, "connection"), around)
            continue
        try:
            connector = find_connector(source.connector, around.search)
            fetch = fetch_of(connector, source.fetch)
        except ConnectorNotFound as exc:
            place = spots.of(*at, "connector")
            problems.append(_warning(exc.code, place, exc.message, exc.hint))
        except CatalogInvalid as exc:
            place = spots.of(*at, "connector")
            message = f"the connector {source.connector!r} cannot be used: {exc.file} has errors"
            hint = f"run `operatoros validate {exc.file}`"
            problems.append(_warning("ERR_CATALOG_INVALID", place, message, hint))
        except FileUnreadable as exc:
            place = spots.of(*at, "connector")
            problems.append(_warning(exc.code, place, exc.message, exc.hint))
        except FetchNotFound as exc:
            place = spots.of(*at, "fetch")
            problems.append(Problem(code=exc.code, place=place, message=exc.message, hint=exc.hint))
        else:
            problems += _check_params(source, fetch, spots, at)
    return problems


def _check_params(
    source: Source, fetch: Fetch, spots: _Spots, at: tuple[str, int]
) -> list[Problem]:
    owner = f"{source.connector}.{fetch.name}"
    declared = {param.name: param for param in fetch.params}
    problems: list[Problem] = []
    for name, value in source.params.items():
        place = spots.of(*at, "params", name)
        param = declared.get(name)
        if param is None:
            if nearest(name, declared):
                message = f"{owner} declares no parameter {name!r}; it is passed on as it is"
                hint = did_you_mean(name, declared, noun="declared:")
                problems.append(_warning("ERR_PARAM_UNKNOWN", place, message, hint))
        elif value is not None and not _has_template(value):
            try:
                typed(param, value, owner=owner)
            except ParamInvalid as exc:
                problems.append(
                    Problem(code=exc.code, place=place, message=exc.message, hint=exc.hint)
                )
    for name, param in declared.items():
        if param.required and param.default is None and source.params.get(name) is None:
            message = f"parameter {name!r} of {owner} is required"
            hint = f"write `params: {{{name}: ...}}` on the source"
            place = spots.of(*at)
            problems.append(
                Problem(code="ERR_PARAM_MISSING", place=place, message=message, hint=hint)
            )
    return problems


def _has_template(value: object) -> bool:
    return bool(names_in(value, "params") or names_in(value, "date"))


# ---- connectors --------------------------------------------------------------------------------


def _check_connector(connector: Connector, data: bytes, around: Surroundings) -> list[Problem]:
    spots = _Spots(data, connector.place)
    problems = _check_program(connector, spots.of("mcp", "command"), around)
    if connector.module is not None:
        problems += _check_module(connector, spots, around)
    for written in written_secrets(connector):
        message = f"{'.'.join(written.path)} looks like a secret, written into the file"
        hint = "declare it under `auth: fields:` and write `{{credentials.NAME}}` here"
        problems.append(_warning("ERR_SECRET_WRITTEN", spots.of(*written.path), message, hint))
    guessed = [
        fetch.name
        for fetch in connector.fetches.values()
        if fetch.shape is None and connector.kind in {"api", "mcp"}
    ]
    if guessed:
        message = f"no `record:` says what the records of {', '.join(guessed)} are"
        hint = "key, title and dates are guessed from common names; declare `record:` to be sure"
        place = spots.of("fetches", guessed[0])
        problems.append(_warning("ERR_SHAPE_GUESSED", place, message, hint))
    return problems


def _check_module(connector: Connector, spots: _Spots, around: Surroundings) -> list[Problem]:
    assert connector.module is not None, "asked only for modules"
    tools = around.module_tools(connector.module.name)
    if tools is None:
        message = f"no module {connector.module.name!r} comes with OperatorOS"
        hint = "use `command:`, `package:` or `url:` for an MCP server of your own"
        place = spots.of("mcp", "module")
        return [Problem(code="ERR_MODULE_UNKNOWN", place=place, message=message, hint=hint)]
    return [
        Problem(
            code="ERR_MODULE_TOOL_UNKNOWN",
            place=spots.of("fetches", fetch.name, "tool"),
            message=f"the module {connector.module.name!r} has no function {fetch.tool!r}",
            hint=did_you_mean(fetch.tool, tools, noun="it has:"),
        )
        for fetch in connector.fetches.values()
        if fetch.tool not in tools
    ]


def _check_program(connector: Connector, place: Place, around: Surroundings) -> list[Problem]:
    """Warn of programs that are not there, and of commands that a shipped module replaces."""
    server = connector.mcp
    if server is None or server.url:
        return []
    old = module_instead(connector)
    if old:
        replacement = around.module_tools(old) is not None
        message = f"this command starts a part of the TypeScript project ({old})"
        hint = (
            f"replace `command`, `args` and `env` by `module: {old}`, which does the same"
            if replacement
            else "write a server of your own, or use the vendor's REST API with `type: api`"
        )
        return [_warning("ERR_COMMAND_OLD", place, message, hint)]
    program = server.command or server.package.split(":", 1)[0]
    if around.installed(program):
        return []
    message = f"the program {program!r} is not installed"
    return [_warning("ERR_COMMAND_NOT_FOUND", place, message, install_hint(program))]


def _warning(code: str, place: Place, message: str, hint: str) -> Problem:
    return Problem(code=code, place=place, message=message, hint=hint, severity="warning")
