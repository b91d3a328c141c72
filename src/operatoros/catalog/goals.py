"""Goals YAML to `Goals`, with everything that is wrong told at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from operatoros.catalog.declared import Goal, Goals
from operatoros.catalog.forms import Reading, read_form
from operatoros.catalog.problems import CatalogInvalid, Problem, shown
from operatoros.catalog.vocabulary import GOALS
from operatoros.catalog.yamldoc import read_yaml


def parse_goals(data: bytes | str, *, file: str) -> Goals:
    """Read a goals file.

    Raises:
        CatalogInvalid: with every problem of the file.
    """
    goals, problems = read_goals(data, file=file)
    if goals is None:
        raise CatalogInvalid(file, problems)
    return goals


def read_goals(data: bytes | str, *, file: str) -> tuple[Goals | None, tuple[Problem, ...]]:
    """Read a goals file without raising.

    Returns:
        The goals, or None if there are errors; and all problems.
    """
    tree, reading = read_form(GOALS, read_yaml(data, file=file))
    goals = _build(tree)
    _check_zone(goals.time_zone, reading)
    problems = reading.told()
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    return goals, problems


def _build(tree: Mapping[str, Any]) -> Goals:
    organization = tree.get("organization", {})
    if isinstance(organization, str):
        organization = {"name": organization}
    return Goals(
        organization=organization.get("name", ""),
        role=organization.get("role", ""),
        goals=tuple(Goal(**spec) for spec in tree.get("goals", ()) if "id" in spec),
        context=tree.get("context", ""),
        time_zone=tree.get("time_zone", ""),
        locale=tree.get("locale", "").replace("_", "-"),
        currency=tree.get("currency", ""),
        rates=tree.get("rates", {}),
    )


def _check_zone(name: str, reading: Reading) -> None:
    if not name:
        return
    # tzdata is read from disk: only those who name a zone pay for it.
    import zoneinfo

    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        message = f"`time_zone` is {shown(name)}, which is in no list of time zones"
        hint = "write an IANA name such as Europe/Berlin or America/New_York"
        reading.report("ERR_GOALS_TIME_ZONE", reading.place("time_zone"), message, hint)
