"""Write the pages that are compiled from the program; `--check` fails if one is stale.

docs/errors.md (every code), docs/cli.md (every verb's --help), docs/settings.md (every setting),
docs/schemas/*.json (values and declarations), the action table in docs/protocol.md, the routes in
docs/api.md.
"""

from __future__ import annotations

import importlib
import inspect
import json
import pkgutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NoReturn

import click

import operatoros
from operatoros.errors import OperatorosError

DOCS = Path(__file__).resolve().parent.parent / "docs"
ACTING = {"protocol", "rooted", "workspace", "review"}
KINDS = {
    "InvalidInput": "fix what you wrote",
    "NotFound": "name something that exists",
    "Conflict": "look again, then retry",
    "Refused": "policy or a person said no",
    "Unavailable": "the outside world; retry later",
    "Exhausted": "a limit was reached",
}


def modules() -> Iterator[object]:
    """Import every module of the package."""
    yield operatoros
    for found in pkgutil.walk_packages(operatoros.__path__, "operatoros."):
        if found.name != "operatoros.__main__":
            yield importlib.import_module(found.name)


def codes() -> dict[str, tuple[str, str, str]]:
    """Return every code with its kind, its meaning and the room it arises in.

    Raises:
        ValueError: a code is declared twice with different meanings.
    """
    found: dict[str, tuple[str, str, str]] = {}

    def add(code: str, row: tuple[str, str, str]) -> None:
        there = found.setdefault(code, row)
        if there == row:
            return
        # The acting rooms answer a chat in the protocol's codes: a rejection there and an error
        # of the room that carries the command out may bear the same one.
        if not {there[2], row[2]} <= ACTING or (there[0] and row[0] and there[0] != row[0]):
            raise ValueError(f"{code} is declared twice: {there} and {row}")
        if not there[0]:
            found[code] = row

    for module in modules():
        name = getattr(module, "__name__", "")
        room = name.removeprefix("operatoros.").split(".")[0]
        for item in vars(module).values():
            if not (inspect.isclass(item) and issubclass(item, OperatorosError)):
                continue
            if item.__module__ != name or "code" not in vars(item) or item is OperatorosError:
                continue
            kind = next(base.__name__ for base in item.__mro__ if base.__name__ in KINDS)
            meaning = (inspect.getdoc(item) or "").split("\n\n")[0].replace("\n", " ")
            add(str(item.code), (kind, meaning.split(" Raised by:")[0], room))
        table = getattr(module, "CODES", None)
        if isinstance(table, Mapping) and "CODES" in vars(module):
            for code, meaning in table.items():
                if code not in found:
                    add(code, ("", str(meaning), room))
    return dict(sorted(found.items()))


def class_names() -> dict[str, str]:
    """Return the name of the class that carries each code."""
    found: dict[str, str] = {}
    for module in modules():
        for item in vars(module).values():
            if inspect.isclass(item) and issubclass(item, OperatorosError):
                found[str(item.code)] = item.__name__
    return found


def errors_page() -> str:
    """Return docs/errors.md."""
    lines = [
        "# Errors",
        "",
        "Every error has a stable code, a message and a hint. A code is never reused or renamed.",
        "The kind decides the exit status of the command line and the HTTP status of the API.",
        "",
        "| kind | what to do | exit | HTTP |",
        "|---|---|---|---|",
    ]
    for kind, what in KINDS.items():
        cls = getattr(importlib.import_module("operatoros.errors"), kind)
        lines.append(f"| {kind} | {what} | {cls.exit_status} | {cls.http_status} |")
    lines += ["", "| code | kind | meaning | room |", "|---|---|---|---|"]
    for code, (kind, meaning, room) in codes().items():
        lines.append(f"| `{code}` | {kind} | {meaning.replace('|', '/')} | {room} |")
    return "\n".join(lines) + "\n"


def cli_page() -> str:
    """Return docs/cli.md: the help of every verb."""
    from operatoros.cli.main import cli

    lines = [
        "# Command line",
        "",
        "Exit status: 0 fine; 1 done, but some items were not ok; 2 invalid input; 3 not found;",
        "4 conflict; 5 refused; 6 the outside world; 7 a limit; 70 a bug of ours.",
        "",
        "Results go to standard output; notes, progress and errors to standard error.",
        "",
    ]

    def page(command: click.Command, name: str, parent: click.Context | None) -> None:
        # A context of its group, as at run time: options such as -h come from there.
        context = click.Context(
            command, info_name=name, parent=parent, max_content_width=90, terminal_width=90
        )
        context.help_option_names = ["-h", "--help"]
        title = context.command_path
        depth = len(title.split()) + 1
        lines.extend([f"{'#' * min(depth, 4)} {title}", "", "```text"])
        lines.extend(command.get_help(context).splitlines())
        lines.extend(["```", ""])
        if isinstance(command, click.Group):
            for below in command.list_commands(context):
                found = command.get_command(context, below)
                if found is not None and not found.hidden:
                    page(found, below, context)

    page(cli, "operatoros", None)
    return "\n".join(line.rstrip() for line in lines)


def settings_page() -> str:
    """Return docs/settings.md."""
    from operatoros.config import SETTINGS

    lines = [
        "# Settings",
        "",
        "Each layer wins over the one before: default, `config.toml` in the state folder,",
        "`.env.local` in the project, the environment, the command line.",
        "`operatoros config --show-origin` prints them with where each came from.",
        "",
        "| setting | variable | default | unit | meaning |",
        "|---|---|---|---|---|",
    ]
    for row in SETTINGS:
        default = "" if row.default == "" else f"`{row.default}`"
        lines.append(f"| `{row.name}` | `{row.env}` | {default} | {row.unit} | {row.meaning} |")
    return "\n".join(lines) + "\n"


def schema_pages() -> dict[str, str]:
    """Return docs/schemas/*.json by file name."""
    from operatoros.values.coverage import Egress, Fetched
    from operatoros.values.event import Event
    from operatoros.values.findings import Changes, Fact
    from operatoros.values.jsonable import schema
    from operatoros.values.record import Record, Shape
    from operatoros.values.run import Briefing, Run, Usage

    kinds = (Briefing, Changes, Egress, Event, Fact, Fetched, Record, Run, Shape, Usage)
    pages = {f"{kind.__name__.lower()}.json": schema(kind) for kind in kinds}
    declared = importlib.import_module("operatoros.catalog.schema")
    for name, content in declared.schemas().items():
        pages[f"{name}.json"] = content
    return {
        name: json.dumps(content, indent=1, ensure_ascii=False) + "\n"
        for name, content in sorted(pages.items())
    }


def protocol_page() -> str:
    """Return docs/protocol.md with its action table made anew."""
    page = (DOCS / "protocol.md").read_text(encoding="utf-8")
    begin, end = "<!-- generated: actions -->", "<!-- end generated -->"
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    table = importlib.import_module("operatoros.protocol.spec").actions_markdown()
    return f"{before}{begin}\n{table.strip()}\n{end}{after}"


def api_page() -> str:
    """Return docs/api.md with its table of routes made anew from the description."""
    from operatoros.app.hosting import Host
    from operatoros.web.application import create_app
    from operatoros.web.context import Site

    def nobody() -> NoReturn:
        raise AssertionError("describing the API needs no settings")

    app = create_app(Site(settings=nobody, host=Host(nobody)))
    lines = ["| route | what it does |", "|---|---|"]
    for path, methods in app.openapi()["paths"].items():
        for method, operation in methods.items():
            what = operation["description"].split("\n\n")[0].replace("\n", " ")
            lines.append(f"| `{method.upper()} {path}` | {what.replace('|', '/')} |")
    page = (DOCS / "api.md").read_text(encoding="utf-8")
    begin, end = "<!-- generated: routes -->", "<!-- end generated -->"
    before, _, rest = page.partition(begin)
    _, _, after = rest.partition(end)
    return before + "\n".join([begin, *lines, end]) + after


def pages() -> dict[Path, str]:
    """Return every generated page by its path."""
    found = {
        DOCS / "errors.md": errors_page(),
        DOCS / "cli.md": cli_page(),
        DOCS / "settings.md": settings_page(),
        DOCS / "protocol.md": protocol_page(),
        DOCS / "api.md": api_page(),
    }
    for name, text in schema_pages().items():
        found[DOCS / "schemas" / name] = text
    return found


def main() -> int:
    """Write or check the pages."""
    check = "--check" in sys.argv
    stale = 0
    for path, text in pages().items():
        if path.is_file() and path.read_text(encoding="utf-8") == text:
            continue
        stale += 1
        if check:
            print(f"stale: {path.relative_to(DOCS.parent)} (run `make fix`)", file=sys.stderr)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
