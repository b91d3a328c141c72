"""`operatoros validate`: everything at once, and what declarations refer to."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

from operatoros.catalog.search import search_path
from operatoros.catalog.validate import Report, Surroundings, check_file, validate

TOOLS = {"hubspot": ("get_open_deals", "get_pipeline_summary"), "git": ("log",)}
SVC = """\
id: svc
name: Svc
type: api
api: {baseUrl: https://api.example.com}
fetches:
  items:
    endpoint: GET /items/{group}
    params:
      group: {required: true}
      limit: {type: integer, default: 20}
    record: {key: id}
"""
OPERATOR = """\
id: op
name: Op
sources:
  - connector: svc
    fetch: items
    params: {group: a}
briefing: {prompt: p}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one good operator and its connector."""
    (tmp_path / "connectors").mkdir()
    (tmp_path / "config" / "operators").mkdir(parents=True)
    (tmp_path / "connectors" / "svc.yaml").write_text(SVC, encoding="utf-8")
    (tmp_path / "config" / "operators" / "op.yaml").write_text(OPERATOR, encoding="utf-8")
    return tmp_path


def _around(project: Path, installed: Collection[str] = ("npx",)) -> Surroundings:
    return Surroundings(
        search=search_path(project=project, home=project / "home"),
        installed=lambda program: program in installed,
        module_tools=TOOLS.get,
    )


def _check(project: Path, text: str, name: str = "connectors/x.yaml") -> list[tuple[str, str, str]]:
    (project / name).write_text(text, encoding="utf-8")
    checked = check_file(name, _around(project))
    return [(p.severity, p.code, f"{p.place.line}:{p.place.column}") for p in checked.problems]


def _operator(project: Path, text: str) -> list[tuple[str, str, str]]:
    return _check(project, text, "config/operators/x.yaml")


def test_a_good_project_has_no_problems(project: Path) -> None:
    """Without files everything on the search path is looked at."""
    around = _around(project)
    report = validate([], around)
    assert {"config/operators/op.yaml", "connectors/svc.yaml"} <= {c.file for c in report.files}
    mine = Report(files=tuple(c for c in report.files if not c.file.startswith("/")))
    assert (mine.errors, mine.warnings, mine.render()) == (0, 0, "")


def test_an_unknown_connector_is_a_warning(project: Path) -> None:
    """It fails that source of a run, not the operator."""
    text = OPERATOR.replace("connector: svc", "connector: svcs")
    assert _operator(project, text) == [("warning", "ERR_CONNECTOR_NOT_FOUND", "4:16")]


def test_a_broken_connector_is_a_warning(project: Path) -> None:
    """The operator says that its connector cannot be used, and which file has errors."""
    (project / "connectors" / "svc.yaml").write_text(SVC + "x: 1\n", encoding="utf-8")
    assert _operator(project, OPERATOR) == [("warning", "ERR_CATALOG_INVALID", "4:16")]


def test_an_unreadable_connector_is_a_warning(project: Path) -> None:
    """The same if the connector's file cannot be read at all."""
    (project / "connectors" / "svc.yaml").unlink()
    (project / "connectors" / "svc.yaml").symlink_to("svc.yaml")
    assert _operator(project, OPERATOR) == [("warning", "ERR_FILE_UNREADABLE", "4:16")]


def test_an_unknown_fetch_is_an_error(project: Path) -> None:
    """The connector is there and does not have it: this can only be a mistake."""
    text = OPERATOR.replace("fetch: items", "fetch: item")
    assert _operator(project, text) == [("error", "ERR_FETCH_NOT_FOUND", "5:12")]


@pytest.mark.parametrize(
    ("params", "problems"),
    [
        ("{group: a, limit: 5}", []),
        ("{group: a, limit: '5'}", []),
        ("{group: a, limit: '{{date.today}}'}", []),
        ("{group: a, extra: 1}", []),
        ("{group: a, limit: many}", [("error", "ERR_PARAM_TYPE", "6:31")]),
        ("{group: a, limits: 5}", [("warning", "ERR_PARAM_UNKNOWN", "6:32")]),
        ("{limit: 5}", [("error", "ERR_PARAM_MISSING", "4:5")]),
    ],
)
def test_params_are_compared_with_the_fetch(
    project: Path, params: str, problems: list[tuple[str, str, str]]
) -> None:
    """Types, required ones and likely typos are told; unknown ones are passed on."""
    assert _operator(project, OPERATOR.replace("{group: a}", params)) == problems


def test_a_program_that_is_missing_is_a_warning(project: Path) -> None:
    """The program of a command or package must be there; uvx is not on this machine."""
    text = "id: x\nname: X\ntype: mcp\nmcp:\n  %s\nfetches: {f: {tool: t, record: {key: id}}}\n"
    assert _check(project, text % "command: npx") == []
    assert _check(project, text % "command: nowhere") == [
        ("warning", "ERR_COMMAND_NOT_FOUND", "5:12")
    ]
    assert [code for _, code, _ in _check(project, text % "package: uvx:thing")] == [
        "ERR_COMMAND_NOT_FOUND"
    ]
    assert _check(project, text % "url: https://mcp.example.com/mcp") == []


def test_an_old_command_gets_the_name_of_the_module(project: Path) -> None:
    """The requirement's own HubSpot line names `module: hubspot`; others say what to do."""
    good = Path(__file__).parent.parent / "corpus" / "catalog" / "good"
    text = (good / "connector-hubspot-npx.yaml").read_text(encoding="utf-8")
    (project / "connectors" / "hubspot.yaml").write_text(text, encoding="utf-8")
    checked = check_file("connectors/hubspot.yaml", _around(project))
    old = next(p for p in checked.problems if p.code == "ERR_COMMAND_OLD")
    assert old.severity == "warning"
    assert "module: hubspot" in old.hint
    mine = (good / "connector-my-service-mcp.yaml").read_text(encoding="utf-8")
    (project / "connectors" / "mine.yaml").write_text(mine, encoding="utf-8")
    checked = check_file("connectors/mine.yaml", _around(project))
    old = next(p for p in checked.problems if p.code == "ERR_COMMAND_OLD")
    assert "module: my-service" not in old.hint


def test_modules_and_their_functions_must_exist(project: Path) -> None:
    """A misspelled module or function is an error with the near name."""
    text = "id: x\nname: X\ntype: mcp\nmcp: {module: %s}\nfetches: {f: {tool: %s}}\n"
    assert _check(project, text % ("git", "log")) == []
    assert _check(project, text % ("gti", "log")) == [("error", "ERR_MODULE_UNKNOWN", "4:15")]
    assert _check(project, text % ("git", "logs")) == [("error", "ERR_MODULE_TOOL_UNKNOWN", "5:21")]


def test_a_guessed_shape_is_said(project: Path) -> None:
    """Without `record:` key and dates are guessed; one warning names the fetches."""
    text = SVC.replace("    record: {key: id}\n", "")
    assert _check(project, text) == [("warning", "ERR_SHAPE_GUESSED", "7:5")]


def test_a_secret_in_the_file_is_said(project: Path) -> None:
    """A key that stands where a template belongs is warned of, at its place, without its value."""
    text = SVC.replace(
        "    record: {key: id}\n", "    record: {key: id}\n    query: {api_key: abcdef12345}\n"
    )
    assert _check(project, text) == [("warning", "ERR_SECRET_WRITTEN", "12:22")]


def test_shadowed_ids_are_said(project: Path) -> None:
    """A second file with the same id is told, since it will never be used."""
    (project / "connectors" / "z.yaml").write_text(SVC, encoding="utf-8")
    report = validate([], _around(project))
    shadowed = next(c for c in report.files if c.file == "connectors/z.yaml")
    assert [p.code for p in shadowed.problems] == ["ERR_ID_SHADOWED"]


def test_goals_and_unreadable_files_are_looked_at_too(project: Path) -> None:
    """The project's goals belong to it; a file that is not there is an error, not a crash."""
    (project / "config" / "goals.yaml").write_text("currency: euro\n", encoding="utf-8")
    report = validate([], _around(project))
    goals = next(c for c in report.files if c.kind == "goals")
    assert [p.code for p in goals.problems] == ["ERR_CATALOG_VALUE"]
    missing = validate(["none.yaml"], _around(project))
    assert [p.code for c in missing.files for p in c.problems] == ["ERR_FILE_UNREADABLE"]
    assert missing.errors == 1


def test_legacy_programs_are_checked(project: Path) -> None:
    """A source with `connection:` has a program too."""
    text = """\
id: old
name: Old
sources:
  - id: notes
    connection: {command: nowhere}
    tool: read_file
briefing: {prompt: p}
"""
    assert _operator(project, text) == [("warning", "ERR_COMMAND_NOT_FOUND", "5:17")]


def test_the_report_has_one_json_form(project: Path) -> None:
    """Faces show files, counts and problems with their places."""
    (project / "connectors" / "x.yaml").write_text("id: x\nname: [\n", encoding="utf-8")
    report = validate(["connectors/x.yaml"], _around(project))
    assert report.as_json() == {
        "errors": 1,
        "warnings": 0,
        "files": [
            {
                "file": "connectors/x.yaml",
                "kind": "connector",
                "id": "",
                "problems": [report.files[0].problems[0].as_json()],
            }
        ],
    }
    assert report.render().startswith("connectors/x.yaml:")
