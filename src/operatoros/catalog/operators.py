"""Operator YAML to an `Operator`, with everything that is wrong told at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from operatoros.catalog.connectors import OUR_VARIABLES, RESERVED
from operatoros.catalog.declared import (
    Connector,
    CredentialField,
    FactRule,
    Fetch,
    McpServer,
    Operator,
    Source,
    Task,
)
from operatoros.catalog.forms import Path, Reading, dotted, read_form
from operatoros.catalog.problems import CatalogInvalid, Problem, did_you_mean, shown
from operatoros.catalog.shapes import make_params
from operatoros.catalog.spots import NOTHING, check_templates
from operatoros.catalog.templates import Known, known_params
from operatoros.catalog.vocabulary import OPERATOR
from operatoros.catalog.yamldoc import read_yaml
from operatoros.values.jsonable import Json, digest

_VARIABLE = re.compile(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?")


def parse_operator(data: bytes | str, *, file: str, folder: str = "") -> Operator:
    """Read an operator file.

    Args:
        data: Its bytes.
        file: Its name for messages.
        folder: The project that its relative paths belong to.

    Raises:
        CatalogInvalid: with every problem of the file.
    """
    operator, problems = read_operator(data, file=file, folder=folder)
    if operator is None:
        raise CatalogInvalid(file, problems)
    return operator


def read_operator(
    data: bytes | str, *, file: str, folder: str = ""
) -> tuple[Operator | None, tuple[Problem, ...]]:
    """Read an operator file without raising; warnings may come with an operator.

    Returns:
        The operator, or None if there are errors; and all problems.
    """
    tree, reading = read_form(
        OPERATOR,
        read_yaml(data, file=file),
        own="sources",
        foreign="fetches",
        hint="this looks like a connector; connectors live in `connectors/`",
    )
    operator = _build(tree, reading, folder) if tree else None
    problems = reading.told()
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    return operator, problems


def _build(tree: Mapping[str, Any], reading: Reading, folder: str) -> Operator:
    params = make_params(tree.get("params", {}), ("params",), reading)
    known = known_params(params, Known())
    sources = _sources(tree.get("sources", []), known, reading)
    return Operator(
        id=tree.get("id", ""),
        name=tree.get("name", ""),
        description=tree.get("description", ""),
        icon=tree.get("icon", ""),
        sources=sources,
        tasks=_tasks(tree, known, reading),
        params=params,
        facts=_facts(tree.get("facts", {}), sources, known, reading),
        mask=tree.get("mask", ""),
        place=reading.key_place("id"),
        folder=folder,
    )


# ---- sources -----------------------------------------------------------------------------------


def _sources(specs: list[Mapping[str, Any]], known: Known, reading: Reading) -> tuple[Source, ...]:
    # The list is without items that could not be read; their indexes in the file go on counting.
    indexes = _indexes(len(specs), reading)
    sources: list[Source] = []
    taken: dict[str, Source] = {}
    for index, spec in zip(indexes, specs, strict=True):
        source = _source(spec, ("sources", index), known, reading)
        if "id" in spec:
            earlier = taken.setdefault(source.id, source)
            if earlier is not source:
                line = earlier.place.line if earlier.place else 0
                place = reading.place("sources", index, "id")
                message = f"the source id {source.id!r} is used already in line {line}"
                reading.report("ERR_SOURCE_ID_TWICE", place, message, "rename one of the two")
        sources.append(source)
    numbers: dict[str, int] = {}
    return _told_apart([_with_free_id(source, taken, numbers) for source in sources])


def _indexes(count: int, reading: Reading) -> list[int]:
    node = reading.node("sources")
    total = len(node.items) if node else count
    readable = [i for i in range(total) if (item := reading.node("sources", i)) and item.entries]
    return readable if len(readable) == count else list(range(count))


def _with_free_id(source: Source, taken: dict[str, Source], numbers: dict[str, int]) -> Source:
    """Give a source without an id the first free one: connector.fetch, then -2, -3, ..."""
    if source.id:
        return source
    base = f"{source.connector}.{source.fetch}"
    identity = base
    while identity in taken:
        numbers[base] = numbers.get(base, 1) + 1
        identity = f"{base}-{numbers[base]}"
    named = replace(source, id=identity)
    taken[identity] = named
    return named


def _told_apart(sources: Sequence[Source]) -> tuple[Source, ...]:
    """Add a number or an id to names that several bear: a line must say which it is about."""
    counts = Counter(source.name for source in sources)
    return tuple(
        replace(source, name=f"{source.name} ({_distinction(source)})")
        if counts[source.name] > 1
        else source
        for source in sources
    )


def _distinction(source: Source) -> str:
    head, _, number = source.id.rpartition("-")
    base = f"{source.connector}.{source.fetch}"
    if source.id == base:
        return "1"
    return number if head == base else source.id


def _source(spec: Mapping[str, Any], path: Path, known: Known, reading: Reading) -> Source:
    if "connection" in spec:
        inline, params = _inline(spec, path, known, reading), {}
        connector, fetch = inline.id, spec.get("tool", "")
        default_name = spec.get("id", "")
    else:
        inline, params = None, spec.get("params", {})
        connector, fetch = spec.get("connector", ""), spec.get("fetch", "")
        default_name = f"{connector} {fetch}".replace("_", " ")
        check_templates(params, (*path, "params"), known, reading)
    return Source(
        id=spec.get("id", ""),
        name=spec.get("name", default_name),
        connector=connector,
        fetch=fetch,
        params=params,
        required=spec.get("required", False),
        timeout_s=spec.get("timeout_s"),
        max_records=spec.get("max_records"),
        fields=tuple(spec.get("fields", ())),
        budget_tokens=spec.get("budget_tokens"),
        cache_ttl_s=spec.get("cache_ttl_s", 0.0),
        inline=inline,
        place=reading.place(*path),
    )


def _inline(spec: Mapping[str, Any], path: Path, known: Known, reading: Reading) -> Connector:
    """Make the anonymous connector of a source with `connection:`.

    Equal connections get equal ids, so their sources share one server.
    """
    connection = spec["connection"]
    check_templates(connection, (*path, "connection"), NOTHING, reading)
    args: dict[str, Json] = dict(spec.get("args", {}))
    check_templates(args, (*path, "args"), known, reading)
    env: dict[str, str] = {}
    fields: dict[str, CredentialField] = {}
    for name, value in connection.get("env", {}).items():
        match = _VARIABLE.fullmatch(value)
        env[name] = f"{{{{credentials.{match[1]}}}}}" if match else value
        if match:
            _check_variable(match[1], (*path, "connection", "env", name), reading)
            fields[match[1]] = CredentialField(name=match[1], env=match[1])
    tool = spec.get("tool", "")
    return Connector(
        id=f"inline-{digest(connection)[:10]}",
        name=spec.get("name", spec.get("id", "")),
        kind="mcp",
        mcp=McpServer(
            command=connection.get("command", ""), args=tuple(connection.get("args", ())), env=env
        ),
        fetches={tool: Fetch(name=tool, tool=tool, args=args, place=reading.place(*path))},
        credentials=tuple(fields.values()),
        place=reading.place(*path),
    )


def _check_variable(name: str, path: Path, reading: Reading) -> None:
    prefixes = tuple(f"{word.upper()}_" for word in RESERVED)
    if name.upper().startswith(prefixes) or name.upper() in OUR_VARIABLES:
        message = f"{dotted(path)} asks for {name}, which belongs to OperatorOS itself"
        hint = "give the server a key of its own, in a variable of another name"
        reading.report("ERR_VARIABLE_RESERVED", reading.place(*path), message, hint)


# ---- tasks -------------------------------------------------------------------------------------


def _tasks(tree: Mapping[str, Any], known: Known, reading: Reading) -> dict[str, Task]:
    if "tasks" not in tree and "briefing" in tree:
        briefing = tree["briefing"]
        check_templates(briefing, ("briefing",), known, reading)
        task = Task(
            id="briefing",
            name=briefing.get("name", "Briefing"),
            prompt=briefing.get("prompt", ""),
            default=True,
            place=reading.key_place("briefing"),
        )
        return {"briefing": task}
    tasks: dict[str, Task] = {}
    marked = ""
    for identity, spec in tree.get("tasks", {}).items():
        path: Path = ("tasks", identity)
        check_templates(spec.get("prompt", ""), (*path, "prompt"), known, reading)
        if spec.get("default", False):
            if marked:
                message = f"the task {identity!r} is marked as default, and so is {marked!r}"
                place = reading.key_place(*path, "default")
                hint = "keep `default: true` on one of them"
                reading.report("ERR_TASK_DEFAULT_TWICE", place, message, hint)
            marked = marked or identity
        tasks[identity] = Task(
            id=identity,
            name=spec.get("name", identity),
            prompt=spec.get("prompt", ""),
            description=spec.get("description", ""),
            default=spec.get("default", False),
            actions=spec.get("actions", "none"),
            asserts=spec.get("asserts", {}),
            place=reading.key_place(*path),
        )
    return tasks


# ---- facts -------------------------------------------------------------------------------------


def _facts(
    specs: Mapping[str, Any], sources: tuple[Source, ...], known: Known, reading: Reading
) -> tuple[FactRule, ...]:
    ids = [source.id for source in sources]
    rules = []
    for name, spec in specs.items():
        path: Path = ("facts", name)
        named = [(*path, "from"), (*path, "without", "in"), (*path, "with", "in")]
        for where in named:
            _check_source(_at(spec, where[2:]), where, ids, reading)
        check_templates(spec.get("where", {}), (*path, "where"), known, reading)
        where_by_field = {
            field: dict(condition) if isinstance(condition, Mapping) else {"eq": condition}
            for field, condition in spec.get("where", {}).items()
        }
        rules.append(
            FactRule(
                name=name,
                source=spec.get("from", ""),
                where=where_by_field,
                without=spec.get("without", {}),
                with_=spec.get("with", {}),
                sum=spec.get("sum", ""),
                text=spec.get("text", ""),
                place=reading.key_place(*path),
            )
        )
    return tuple(rules)


def _at(spec: Mapping[str, Any], keys: Path) -> str:
    here: Any = spec
    for key in keys:
        here = here.get(key, {}) if isinstance(here, Mapping) else {}
    return here if isinstance(here, str) else ""


def _check_source(identity: str, path: Path, ids: list[str], reading: Reading) -> None:
    if identity and identity not in ids:
        message = f"{dotted(path)} is {shown(identity)}, which is no source of this operator"
        hint = did_you_mean(identity, ids, noun="sources:")
        reading.report("ERR_FACT_SOURCE_UNKNOWN", reading.place(*path), message, hint)
