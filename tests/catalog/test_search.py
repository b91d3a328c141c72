"""The search path: which file wins, what a broken neighbour does, what folders can hold."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from tests.growth import TIMES, assert_linear

from operatoros.catalog.declared import Connector, Operator
from operatoros.catalog.problems import CatalogInvalid
from operatoros.catalog.search import (
    MAX_FILES,
    ConnectorNotFound,
    Connectors,
    FetchNotFound,
    FileUnreadable,
    FolderNotFound,
    Found,
    OperatorNotFound,
    SearchPath,
    TaskNotFound,
    connector_of,
    declared_kind,
    fetch_of,
    find_connector,
    find_operator,
    list_connectors,
    list_operators,
    read_file,
    search_path,
    shipped_folder,
    task_of,
)

OPERATOR = """\
id: {id}
name: {name}
sources:
  - {{connector: svc, fetch: f}}
tasks:
  t: {{prompt: p}}
"""
CONNECTOR = """\
id: {id}
name: {name}
type: api
api: {{baseUrl: https://api.example.com}}
fetches:
  f: {{endpoint: GET /f}}
"""


def _path(tmp_path: Path, **more: str) -> SearchPath:
    project, home = tmp_path / "project", tmp_path / "home"
    project.mkdir(exist_ok=True)
    flags = [more.pop("path")] if "path" in more else []
    return search_path(project=project, home=home, path=flags, **more)


def _operator(file: Path, identity: str = "", name: str = "") -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    text = OPERATOR.format(id=identity or file.stem, name=name or str(file.parent.name))
    file.write_text(text, encoding="utf-8")
    return file


def _connector(file: Path, name: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(CONNECTOR.format(id=file.stem, name=name), encoding="utf-8")
    return file


def test_the_first_folder_wins(tmp_path: Path) -> None:
    """--path, the variable, the project's three folders, the user's, the shipped ones."""
    project = tmp_path / "project"
    places = [
        tmp_path / "flag" / "operators",
        tmp_path / "variable",
        project / "config" / "operators",
        project / "config" / "operators" / "local",
        project / "config" / "operators" / "examples",
        tmp_path / "home" / "operators",
    ]
    for number, folder in enumerate(places):
        _operator(folder / "deal-intelligence.yaml", name=f"number {number}")
    for number, folder in enumerate(places):
        path = _path(
            tmp_path, path=str(tmp_path / "flag"), operators_path=str(tmp_path / "variable")
        )
        assert find_operator("deal-intelligence", path).name == f"number {number}"
        (folder / "deal-intelligence.yaml").unlink()
    shipped = find_operator("deal-intelligence", _path(tmp_path))
    assert shipped.name == "Deal Intelligence"
    assert shipped.folder == str(project)


def test_connectors_have_the_same_order(tmp_path: Path) -> None:
    """--path, the variable, the project's connectors/, the user's, the shipped ones."""
    places = [
        tmp_path / "flag",
        tmp_path / "variable",
        tmp_path / "project" / "connectors",
        tmp_path / "home" / "connectors",
    ]
    for number, folder in enumerate(places):
        _connector(folder / "hubspot.yaml", f"number {number}")
    for number, folder in enumerate(places):
        path = _path(
            tmp_path, path=str(tmp_path / "flag"), connectors_path=str(tmp_path / "variable")
        )
        found = find_connector("hubspot", path)
        assert (found.name, found.shipped) == (f"number {number}", False)
        (folder / "hubspot.yaml").unlink()
    shipped = find_connector("hubspot", _path(tmp_path))
    assert (shipped.name, shipped.shipped) == ("HubSpot", True)


def test_a_variable_holds_several_folders(tmp_path: Path) -> None:
    """Folders are separated as in PATH; empty and missing ones are passed over."""
    _operator(tmp_path / "b" / "x.yaml")
    variable = os.pathsep.join(["", str(tmp_path / "none"), str(tmp_path / "b")])
    assert find_operator("x", _path(tmp_path, operators_path=variable)).id == "x"


def test_a_mistyped_path_is_told(tmp_path: Path) -> None:
    """A folder of --path that is not there is an error, also with an unknown ~user."""
    for flag in ("none", "~nobody-of-this-name/x"):
        with pytest.raises(FolderNotFound) as caught:
            _path(tmp_path, path=flag)
        assert caught.value.code == "ERR_FOLDER_NOT_FOUND"
    with pytest.raises(OperatorNotFound):
        find_operator("~nobody-of-this-name/x.yaml", _path(tmp_path))


def test_shadowed_files_are_listed_as_such(tmp_path: Path) -> None:
    """Both files with one id are listed; the second says which one is used instead."""
    folder = tmp_path / "project" / "config" / "operators"
    _operator(folder / "a.yaml", "same")
    _operator(folder / "examples" / "b.yaml", "same")
    found = [one for one in list_operators(_path(tmp_path)) if one.id == "same"]
    assert [(one.file, one.shadowed_by) for one in found] == [
        ("config/operators/a.yaml", ""),
        ("config/operators/examples/b.yaml", "config/operators/a.yaml"),
    ]


def test_the_id_counts_not_the_name_of_the_file(tmp_path: Path) -> None:
    """An id is found whatever its file is called; a file's name alone declares nothing."""
    folder = tmp_path / "project" / "config" / "operators"
    _operator(folder / "some-file.yml", "wanted")
    assert find_operator("wanted", _path(tmp_path)).id == "wanted"
    with pytest.raises(OperatorNotFound):
        find_operator("some-file", _path(tmp_path))


@pytest.mark.parametrize("spelling", ['"id": "json"', "'id': json", "  id: json"])
def test_ids_in_other_spellings_are_found(tmp_path: Path, spelling: str) -> None:
    """JSON files, quoted keys and indented files are read in full when a look is not enough."""
    folder = tmp_path / "project" / "config" / "operators"
    folder.mkdir(parents=True)
    rest = '"name": "J", "sources": [{"connector": "a", "fetch": "b"}], "briefing": {"prompt": "p"}'
    if spelling.startswith('"'):
        text = "{" + spelling + ", " + rest + "}"
    else:
        indent = spelling[: len(spelling) - len(spelling.lstrip())]
        lines = ["name: J", "sources: [{connector: a, fetch: b}]", "briefing: {prompt: p}"]
        text = "\n".join([spelling, *(indent + line for line in lines)])
    (folder / "other-name.yaml").write_text(text, encoding="utf-8")
    assert find_operator("json", _path(tmp_path)).name == "J"


def test_a_broken_neighbour_prevents_nothing(tmp_path: Path) -> None:
    """Other operators run; the broken file is listed as broken, with its problems."""
    folder = tmp_path / "project" / "config" / "operators"
    _operator(folder / "good.yaml")
    (folder / "bad.yaml").write_text("id: bad\nname: [", encoding="utf-8")
    (folder / "binary.yaml").write_bytes(b"\xff\xfe\x00")
    (folder / "empty.yaml").write_bytes(b"")
    path = _path(tmp_path)
    assert find_operator("good", path).id == "good"
    listed = {one.id: one for one in list_operators(path) if one.origin == "project"}
    assert set(listed) == {"good", "bad", "binary", "empty"}
    assert [p.code for p in listed["bad"].problems] == ["ERR_YAML_SYNTAX"]
    assert listed["bad"].value is None


def test_a_broken_file_that_is_asked_for_tells_its_errors(tmp_path: Path) -> None:
    """`run bad` says what is wrong with bad.yaml, not that there is no such operator."""
    folder = tmp_path / "project" / "config" / "operators"
    folder.mkdir(parents=True)
    (folder / "bad.yaml").write_text("id: bad\nname: [", encoding="utf-8")
    (folder / "noid.yaml").write_text("name: X\nsources: []\n", encoding="utf-8")
    for name in ("bad", "noid"):
        with pytest.raises(CatalogInvalid) as caught:
            find_operator(name, _path(tmp_path))
        assert caught.value.file == f"config/operators/{name}.yaml"


def test_a_wanted_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    """The file that bears the name is not passed over in silence; a broken path neither."""
    folder = tmp_path / "project" / "config" / "operators"
    folder.mkdir(parents=True)
    (folder / "wanted.yaml").symlink_to("wanted.yaml")
    with pytest.raises(FileUnreadable) as caught:
        find_operator("wanted", _path(tmp_path))
    assert caught.value.code == "ERR_FILE_UNREADABLE"
    assert "config/operators/wanted.yaml" in caught.value.message
    assert str(tmp_path) not in caught.value.message, "named as in the project"
    (folder / "broken.yaml").write_text("id: [", encoding="utf-8")
    with pytest.raises(CatalogInvalid):
        find_operator("config/operators/broken.yaml", _path(tmp_path))
    _connector(tmp_path / "project" / "connectors" / "svc.yaml", "[")
    with pytest.raises(CatalogInvalid):
        find_connector("svc", _path(tmp_path))


def test_near_names_are_told(tmp_path: Path) -> None:
    """A mistyped name is answered with the near one and with all there are."""
    with pytest.raises(OperatorNotFound) as caught:
        find_operator("deal-inteligence", _path(tmp_path))
    assert "'deal-intelligence'" in caught.value.hint
    with pytest.raises(ConnectorNotFound) as missing:
        find_connector("hubspto", _path(tmp_path))
    assert "'hubspot'" in missing.value.hint
    assert (caught.value.code, missing.value.code) == (
        "ERR_OPERATOR_NOT_FOUND",
        "ERR_CONNECTOR_NOT_FOUND",
    )
    assert caught.value.exit_status == missing.value.exit_status == 3


def test_an_operator_may_be_named_by_its_file(tmp_path: Path) -> None:
    """A path with a suffix or separator is a file, relative to the project or absolute."""
    file = _operator(tmp_path / "elsewhere" / "mine.yaml", "mine")
    path = _path(tmp_path)
    assert find_operator(str(file), path).id == "mine"
    assert find_operator("../elsewhere/mine.yaml", path).id == "mine"
    with pytest.raises(OperatorNotFound):
        find_operator("./none.yaml", path)
    with pytest.raises(FileUnreadable):
        find_operator(str(tmp_path) + "/", path)
    with pytest.raises(OperatorNotFound):
        find_operator("a\x00b.yaml", path)
    for odd in ("", "\udcff", "x" * 100_000, "a\x1b[31m"):
        with pytest.raises(OperatorNotFound):
            find_operator(odd, path)


def test_tasks_and_fetches_are_found_or_named(tmp_path: Path) -> None:
    """An unknown task or fetch is not found, with the near name."""
    path = _path(tmp_path)
    operator = find_operator("deal-intelligence", path)
    assert task_of(operator, None).id == "important-deals"
    assert task_of(operator, "deal-gaps").id == "deal-gaps"
    with pytest.raises(TaskNotFound) as no_task:
        task_of(operator, "deal-gap")
    assert no_task.value.code == "ERR_TASK_NOT_FOUND"
    connector = connector_of(operator.sources[0], path)
    assert fetch_of(connector, "pipeline_summary").tool == "get_pipeline_summary"
    with pytest.raises(FetchNotFound) as no_fetch:
        fetch_of(connector, "pipelines_summary")
    assert no_fetch.value.code == "ERR_FETCH_NOT_FOUND"
    assert "'pipeline_summary'" in no_fetch.value.hint


def test_a_connector_is_looked_for_once(tmp_path: Path) -> None:
    """Sources that ask the same one get what was found first, also that there is none."""
    own = tmp_path / "own"
    own.mkdir()
    path = _path(tmp_path, path=str(own))
    first = find_operator("deal-intelligence", path).sources[0]
    connectors = Connectors(path)
    assert connectors.of(first) is connectors.of(first)
    assert connectors.of(first) == connector_of(first, path)
    nobody = replace(first, connector="nobody")
    for _ in range(2):
        with pytest.raises(ConnectorNotFound):
            connectors.of(nobody)
        (own / "nobody.yaml").write_text("id: nobody\n", encoding="utf-8")
    with pytest.raises(CatalogInvalid):
        connector_of(nobody, path)


def test_surprises_in_a_folder(tmp_path: Path) -> None:
    """Links in circles, pipes, folders named x.yaml and unreadable files hang or stop nothing."""
    folder = tmp_path / "project" / "config" / "operators"
    _operator(folder / "good.yaml")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    (folder / "nowhere.yaml").symlink_to("none.yaml")
    (folder / "up").symlink_to("..")
    (folder / "folder.yaml").mkdir()
    os.mkfifo(folder / "pipe.yaml")
    (folder / "device.yaml").symlink_to("/dev/zero")
    (folder / ".hidden.yaml").write_text("id: hidden", encoding="utf-8")
    (folder / "notes.txt").write_text("id: notes", encoding="utf-8")
    locked = folder / "locked.yaml"
    locked.write_text("id: locked", encoding="utf-8")
    locked.chmod(0)
    path = _path(tmp_path)
    listed = {one.id: one for one in list_operators(path) if one.origin == "project"}
    assert find_operator("good", path).id == "good"
    assert set(listed) == {"good", "loop", "nowhere", "pipe", "device", "locked"}
    for name in ("loop", "nowhere", "pipe", "device"):
        assert [p.code for p in listed[name].problems] == ["ERR_FILE_UNREADABLE"], name


def test_a_large_file_is_not_read_whole(tmp_path: Path) -> None:
    """One byte over the limit is enough to know that a file is too large."""
    file = tmp_path / "huge.yaml"
    with file.open("wb") as stream:
        stream.truncate(5_000_000_000)
    assert len(read_file(file)) == 1_048_577


def test_ten_thousand_files_are_no_trouble(tmp_path: Path) -> None:
    """Finding one among 10,000 costs as much more as there are more files, and no more."""

    def look(files: range) -> None:
        assert find_connector("aaa", _path(tmp_path / str(len(files)))).name == "found"

    few, many = range(MAX_FILES // TIMES), range(MAX_FILES)
    for files in (few, many):
        folder = tmp_path / str(len(files)) / "project" / "connectors"
        folder.mkdir(parents=True)
        for number in files:
            (folder / f"file-{number:05}.yaml").write_bytes(b"id: other-%d\n" % number)
        _connector(folder / "aaa.yaml", "found")
    assert_linear(look, few, many)


def test_too_many_files_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder beyond the limit is listed with its own problem."""
    monkeypatch.setattr("operatoros.catalog.search.MAX_FILES", 3)
    for number in range(5):
        _connector(tmp_path / "project" / "connectors" / f"c{number}.yaml", "x")
    codes = [p.code for one in list_connectors(_path(tmp_path)) for p in one.problems]
    assert "ERR_FOLDER_TOO_FULL" in codes


def test_mixed_folders_are_told_apart(tmp_path: Path) -> None:
    """One folder may hold operators and connectors; each list shows its own."""
    mixed = tmp_path / "mixed"
    _operator(mixed / "op.yaml")
    _connector(mixed / "svc.yaml", "Svc")
    (mixed / "goals.yaml").write_text("organization: X\n", encoding="utf-8")
    path = _path(tmp_path, path=str(mixed))
    assert [one.id for one in list_operators(path) if one.origin == "path"] == ["op"]
    assert [one.id for one in list_connectors(path) if one.origin == "path"] == ["svc"]


def test_the_shipped_declarations_are_there_and_good() -> None:
    """Everything in the package's folders loads without an error."""
    for name in ("operators", "connectors"):
        assert shipped_folder("operators" if name == "operators" else "connectors").is_dir()
    repository = Path(__file__).resolve().parent.parent.parent
    path = search_path(project=repository, home=repository / "none")
    operators, connectors = list_operators(path), list_connectors(path)
    assert {one.id for one in operators} >= {"deal-intelligence", "repo-pulse"}
    assert {one.id for one in connectors} >= {"hubspot", "gong", "git", "files", "pylon", "git-mcp"}
    everything: list[Found[Operator] | Found[Connector]] = [*operators, *connectors]
    for one in everything:
        assert one.problems == (), one.file
        assert one.origin == "shipped", "in a checkout the project's folder is the shipped one"
    for found in operators:
        assert found.value is not None
        for source in found.value.sources:
            fetch_of(find_connector(source.connector, path), source.fetch)


def test_kinds_are_told_by_keys() -> None:
    """What a file declares shows in its top-level keys."""
    assert declared_kind(b"id: x\nsources:\n") == "operator"
    assert declared_kind(b"id: x\ntype: api\n") == "connector"
    assert declared_kind(b"goals:\n") == "goals"
    assert declared_kind(b"id: x\n") == ""
