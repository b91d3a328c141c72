"""The first steps: a project's first files, and what is missing on this machine."""

from __future__ import annotations

import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from operatoros.app import catalogue
from operatoros.app.wiring import World
from operatoros.errors import Conflict, InvalidInput, OperatorosError

FIRST_OPERATOR = """\
# `operatoros schema operator` prints what may stand here; `operatoros validate` checks it.
id: {id}
name: {name}
description: What happened in this git repository in the last seven days

# `operatoros connectors` lists what can be asked; a source is one connector and one fetch.
sources:
  - connector: git
    fetch: log
    params:
      days_back: 7

  - connector: git
    fetch: authors
    params:
      days_back: 7

tasks:
  briefing:
    name: Weekly briefing
    default: true
    prompt: |
      Write a short briefing of what changed this week and why it matters.
      Name the people, cite the commits, and say what looks unfinished.
"""
FIRST_GOALS = """\
# What your organisation wants. It goes into every prompt and never leaves this file otherwise.
# Take away the # in front of what you want to say; `operatoros goals` shows what counts.
context: We like briefings short, with the decision first.
# organization:
#   name: Example Ltd
#   role: Head of Sales
# goals:
#   - id: revenue
#     description: Reach 2 M ARR
#     metric: ARR
#     target: 2,000,000 EUR
#     deadline: 2027-06-30
# time_zone: Europe/Berlin
# locale: de-DE
# currency: EUR
"""
FIRST_ENV = """\
# Keys and credentials of this project. Never commit this file.
ANTHROPIC_API_KEY=
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that the doctor looked at."""

    what: str
    state: Literal["good", "note", "bad"]
    says: str


class OperatorExists(Conflict):
    """A file of that name is there already. Raised by: new_operator."""

    code = "ERR_OPERATOR_EXISTS"

    def __init__(self, *, file: str) -> None:
        super().__init__(f"{file} is there already", hint="choose another name, or edit that file")


class OperatorNameInvalid(InvalidInput):
    """A name that cannot be an operator's id. Raised by: new_operator."""

    code = "ERR_OPERATOR_NAME"

    def __init__(self, *, name: str) -> None:
        super().__init__(
            f"{name!r} cannot be an operator's id",
            hint="use small letters, digits and hyphens, for example weekly-deals",
        )


def start_project(folder: Path) -> list[tuple[str, bool]]:
    """Write the first files of a project; what is there is kept.

    Returns:
        (path relative to the folder, whether it was made) for each file.
    """
    text = FIRST_OPERATOR.format(id="my-briefing", name="My briefing")
    files = {
        "config/operators/my-briefing.yaml": text,
        "config/goals.yaml": FIRST_GOALS,
        ".env.local": FIRST_ENV,
    }
    done = [(name, _write_new(folder / name, content)) for name, content in files.items()]
    done.append((".gitignore", _ignore(folder / ".gitignore")))
    return done


def new_operator(folder: Path, name: str) -> Path:
    """Write a first operator file.

    Raises:
        OperatorNameInvalid: the name cannot be an id.
        OperatorExists: the file is there already.
    """
    allowed = set("abcdefghijklmnopqrstuvwxyz0123456789-")
    if not name or not set(name) <= allowed or name.strip("-") != name or len(name) > 64:
        raise OperatorNameInvalid(name=name)
    relative = Path("config") / "operators" / f"{name}.yaml"
    title = name.replace("-", " ").capitalize()
    if not _write_new(folder / relative, FIRST_OPERATOR.format(id=name, name=title)):
        raise OperatorExists(file=str(relative))
    return relative


def _write_new(file: Path, text: str) -> bool:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        return False
    if file.name == ".env.local":
        file.chmod(0o600)
    return True


def _ignore(file: Path) -> bool:
    """Keep secrets out of git: add the lines that are missing."""
    wanted = [".env.local", "config/goals.yaml"]
    there = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    missing = [line for line in wanted if line not in there]
    if missing:
        with file.open("a", encoding="utf-8") as stream:
            if there and there[-1]:
                stream.write("\n")
            stream.write("\n".join(missing) + "\n")
    return bool(missing)


def examine(world: World) -> tuple[Finding, ...]:
    """Look at this machine and project; nobody outside is asked."""
    found = [
        _python(),
        _state_folder(world),
        _model(world),
    ]
    for command, use in (
        ("git", "the git connector"),
        ("node", "MCP servers from npm (npx)"),
        ("uvx", "MCP servers from PyPI (uvx)"),
    ):
        where = shutil.which(command, path=world.config.environment.get("PATH"))
        state: Literal["good", "note"] = "good" if where else "note"
        says = where or f"not found; needed for {use}"
        found.append(Finding(what=command, state=state, says=says))
    found += _connectors(world)
    found += _operators(world)
    return tuple(found)


def _python() -> Finding:
    version = platform.python_version()
    good = sys.version_info >= (3, 11)
    return Finding(
        what="python", state="good" if good else "bad", says=f"{version} on {platform.system()}"
    )


def _state_folder(world: World) -> Finding:
    home = world.config.home
    if not home.exists():
        return Finding(what="state folder", state="good", says=f"{home} (made when first needed)")
    mode = home.stat().st_mode & 0o777
    if mode & 0o077:
        return Finding(
            what="state folder",
            state="bad",
            says=f"{home} can be read by others (mode {mode:04o}); run `chmod 700 {home}`",
        )
    return Finding(what="state folder", state="good", says=str(home))


def _model(world: World) -> Finding:
    if world.config.secret("anthropic_api_key"):
        origin = world.config.origins["anthropic_api_key"]
        return Finding(what="model", state="good", says=f"claude, key from {origin}")
    return Finding(
        what="model",
        state="note",
        says="ANTHROPIC_API_KEY is not set: digests only, or --model chat with any web chat",
    )


def _connectors(world: World) -> list[Finding]:
    found = []
    for line in catalogue.connectors(world):
        if line.problem:
            says = f"{line.file} is broken ({line.problem}); run `operatoros validate`"
            found.append(Finding(what=f"connector {line.id}", state="bad", says=says))
        elif line.missing:
            says = f"not set: {', '.join(line.missing)}"
            found.append(Finding(what=f"connector {line.id}", state="note", says=says))
        else:
            found.append(Finding(what=f"connector {line.id}", state="good", says="ready"))
    return found


def _operators(world: World) -> list[Finding]:
    found = []
    for line in catalogue.operators(world):
        if line.problem:
            says = f"{line.file} is broken ({line.problem}); run `operatoros validate`"
            found.append(Finding(what=f"operator {line.id}", state="bad", says=says))
    return found


def sample_of(error: OperatorosError) -> str:
    """Return an error in one line, for lists of results."""
    return f"{error.code}: {error.message}"
