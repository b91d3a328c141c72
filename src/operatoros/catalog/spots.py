"""Checks that several declarations share: templates, addresses and paths, with positions."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath, PureWindowsPath

from operatoros.catalog.declared import Place
from operatoros.catalog.forms import Path, Reading, dotted
from operatoros.catalog.problems import shown
from operatoros.catalog.templates import Known, Template, check, find, url_problem
from operatoros.values.jsonable import Json

NOTHING = Known(date=False)


def check_templates(value: Json, path: Path, known: Known, reading: Reading) -> None:
    """Report every template in `value` (any depth) that may not stand there."""
    if isinstance(value, str):
        for template in find(value):
            wrong = None if reading.full else check(template, known)
            if wrong:
                code, message, hint = wrong
                place = place_of(template, path, reading)
                reading.report(code, place, f"{dotted(path)}: {message}", hint)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            check_templates(item, (*path, key), known, reading)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            check_templates(item, (*path, index), known, reading)


def place_of(template: Template, path: Path, reading: Reading) -> Place:
    """Return where a template stands in the file."""
    node = reading.node(*path)
    if node is None:
        return reading.place(*path)
    return reading.document.place_of_text(node, template.fragment, template.nth)


def names_in(value: Json, root: str) -> list[str]:
    """Return the names that templates with this root use, once each, in order."""
    found: dict[str, None] = {}
    if isinstance(value, str):
        found = {item.name: None for item in find(value) if item.root == root and item.name}
    elif isinstance(value, Mapping | list):
        for item in value.values() if isinstance(value, Mapping) else value:
            found |= dict.fromkeys(names_in(item, root))
    return list(found)


def check_url(url: str, path: Path, known: Known, reading: Reading) -> None:
    """Report an address that is not allowed, and templates that would decide its host."""
    templates = find(url)
    if not templates:
        problem = url_problem(url)
        if problem:
            message = f"{dotted(path)} is {shown(url)}, which {problem}"
            hint = "write an address such as https://api.example.com/v1"
            reading.report("ERR_API_URL", reading.place(*path), message, hint)
        return
    whole = len(templates) == 1 and templates[0].fragment == url.strip()
    if whole and templates[0].root == "credentials":
        check_templates(url, path, known, reading)
        return
    scheme, _, rest = url.partition("://")
    origin = scheme + rest.split("/")[0]
    for template in templates:
        if template.fragment in origin:
            message = f"{dotted(path)}: {shown(template.fragment)} would decide whom we talk to"
            hint = "write scheme and host out, or let one {{credentials.x}} be the whole address"
            place = place_of(template, path, reading)
            reading.report("ERR_TEMPLATE_HOST", place, message, hint)
            return
    check_templates(url, path, known, reading)
    for template in templates:
        url = url.replace(template.fragment, "x")
    check_url(url, path, known, reading)


def check_inside(value: str, path: Path, reading: Reading) -> None:
    """Report a relative path that climbs out of its folder."""
    parts = {*PurePosixPath(value).parts, *PureWindowsPath(value).parts}
    if ".." in parts:
        message = f"{dotted(path)} is {shown(value)}, which leads out of its folder"
        hint = "remove the `..`; write an absolute path if another folder is meant"
        reading.report("ERR_PATH_OUTSIDE", reading.place(*path), message, hint)
