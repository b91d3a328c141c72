"""Problems: how they are told, and the error that carries them."""

from __future__ import annotations

import re
from pathlib import Path

from operatoros.catalog import problems as room
from operatoros.catalog.declared import Place
from operatoros.catalog.problems import (
    CODES,
    CatalogInvalid,
    Problem,
    did_you_mean,
    nearest,
    shown,
)

ONE = Problem(
    code="ERR_CATALOG_TYPE",
    place=Place(file="a.yaml", line=3, column=7),
    message="it is wrong",
    hint="make it right",
)
OTHER = Problem(code="ERR_YAML_TAB", place=Place(file="a.yaml"), message="a tab", hint="spaces")
NOTE = Problem(
    code="ERR_SHAPE_GUESSED", place=Place(file="a.yaml"), message="hm", severity="warning"
)


def test_a_problem_is_one_line_and_a_hint() -> None:
    """file:line:col first, so that editors and terminals can jump there."""
    assert ONE.render() == (
        "a.yaml:3:7: error[ERR_CATALOG_TYPE]: it is wrong\n  hint: make it right"
    )
    assert NOTE.render() == "a.yaml:1:1: warning[ERR_SHAPE_GUESSED]: hm"


def test_one_problem_lends_its_code() -> None:
    """An error with a single problem is that problem, with its place and hint."""
    error = CatalogInvalid("a.yaml", [NOTE, ONE])
    assert (error.code, error.exit_status) == ("ERR_CATALOG_TYPE", 2)
    assert error.message == "a.yaml:3:7: it is wrong"
    assert error.hint == "make it right"


def test_several_problems_are_all_told() -> None:
    """The message lists every error, the details every problem."""
    error = CatalogInvalid("a.yaml", [ONE, OTHER, NOTE])
    assert error.code == "ERR_CATALOG_INVALID"
    assert ONE.render() in error.message
    assert OTHER.render() in error.message
    listed = error.details["problems"]
    assert isinstance(listed, list)
    assert listed[0] == {
        "code": "ERR_CATALOG_TYPE",
        "severity": "error",
        "file": "a.yaml",
        "line": 3,
        "column": 7,
        "message": "it is wrong",
        "hint": "make it right",
    }
    assert error.render().count("hint:") == 2


def test_the_nearest_word() -> None:
    """Case, dashes and small typos are seen through; a far word is no guess."""
    known = ["fetch", "open_deals", "baseUrl"]
    assert nearest("fetsh", known) == "fetch"
    assert nearest("Open-Deals", known) == "open_deals"
    assert nearest("baseurl", known) == "baseUrl"
    assert nearest("zzz", known) == ""
    assert nearest("x" * 100_000, known) == ""


def test_hints_name_what_there_is() -> None:
    """The near word comes first, then all; many are cut."""
    assert did_you_mean("fetsh", ["fetch", "id"]) == "did you mean 'fetch'? known: fetch, id"
    assert did_you_mean("zzz", ["fetch"], noun="there are:") == "there are: fetch"
    assert did_you_mean("x", []) == ""
    assert did_you_mean("q", [f"w{n}" for n in range(99)]).endswith(", ...")


def test_user_text_is_shown_short_and_safe() -> None:
    """Long texts are cut, control characters are escaped."""
    assert shown("a\x1b[31m") == r"'a\x1b[31m'"
    assert len(shown("x" * 1000)) == 60


def test_every_code_that_is_reported_has_a_row() -> None:
    """A code in this room's source is in the table or belongs to an exception of its own."""
    folder = Path(room.__file__).parent
    used: set[str] = set()
    own = {"ERR_MODULE_UNKNOWN", "ERR_MODULE_TOOL_UNKNOWN", "ERR_COMMAND_NOT_FOUND"}
    for file in folder.glob("*.py"):
        text = file.read_text(encoding="utf-8")
        own |= set(re.findall(r'^    code = "(ERR_[A-Z_]+)"', text, re.MULTILINE))
        if file.name != "problems.py":
            used |= set(re.findall(r'"(ERR_[A-Z_0-9]+)"', text))
    assert used <= set(CODES) | own
    assert set(CODES) - {"ERR_CATALOG_INVALID"} <= used, "a row that nothing reports"
