"""Where declarations are looked for, and which one is found: the first on the search path wins.

Order: `--path`, the variables' folders, the project, the user's folder, what came with the
package. A broken file is listed as broken and never stands in the way of another.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Generic, Literal, TypeVar

from operatoros.catalog.connectors import read_connector
from operatoros.catalog.declared import Connector, Fetch, Operator, Place, Source, Task
from operatoros.catalog.operators import read_operator
from operatoros.catalog.problems import CatalogInvalid, Problem, did_you_mean, shown
from operatoros.catalog.yamldoc import MAX_BYTES, read_yaml
from operatoros.display import show
from operatoros.errors import InvalidInput, NotFound, OperatorosError

Origin = Literal["path", "variable", "project", "user", "shipped"]
Kind = Literal["operator", "connector", "goals"]
T = TypeVar("T", Operator, Connector)

MAX_FILES = 10_000
_SUFFIXES = (".yaml", ".yml")
# The id in a first line of its own: finding one of many files needs no YAML.
_ID = re.compile(
    rb"""^(?:\xef\xbb\xbf)?id[ ]*:[ ]+(["']?)([A-Za-z0-9_-]+)\1[ ]*(?:#.*)?\r?$""", re.M
)
_CONNECTOR_KEY = re.compile(rb"^(?:type|fetches|api|mcp)[ ]*:", re.M)
_GOALS_KEY = re.compile(rb"^(?:organization|goals|time_zone|currency)[ ]*:", re.MULTILINE)
_OPERATOR_KEY = re.compile(rb"^(?:sources|tasks|briefing)[ ]*:", re.M)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """One folder of the search path.

    Attributes:
        path: The folder.
        origin: Why it is on the path.
    """

    path: Path
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPath:
    """All folders, in order; the first that has an id wins.

    Attributes:
        operators: Folders with operators.
        connectors: Folders with connectors.
        project: The folder that relative paths and `.env.local` belong to.
    """

    operators: tuple[Folder, ...]
    connectors: tuple[Folder, ...]
    project: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Found(Generic[T]):
    """One file of the search path.

    Attributes:
        id: What it declares; the file's stem where that cannot be read.
        file: The file, as people should name it.
        origin: Why its folder is on the path.
        value: What it declares; None if it is broken.
        problems: Errors of a broken file; warnings of a good one.
        shadowed_by: File that has the same id and comes first; empty if this one is used.
    """

    id: str
    file: str
    origin: Origin
    value: T | None
    problems: tuple[Problem, ...] = ()
    shadowed_by: str = ""


class OperatorNotFound(NotFound):
    """No operator of this name is on the search path. Raised by: `find_operator`."""

    code = "ERR_OPERATOR_NOT_FOUND"

    def __init__(self, name: str, *, known: Sequence[str], hint: str = "") -> None:
        super().__init__(
            f"there is no operator {shown(name)}",
            hint=hint
            or did_you_mean(name, known, noun="there are:")
            or "make one: `operatoros operator new NAME`",
            details={"operator": name},
        )


class ConnectorNotFound(NotFound):
    """No connector of this id is on the search path. Raised by: `find_connector`."""

    code = "ERR_CONNECTOR_NOT_FOUND"

    def __init__(self, name: str, *, known: Sequence[str]) -> None:
        super().__init__(
            f"there is no connector {shown(name)}",
            hint=did_you_mean(name, known, noun="there are:")
            or f"put its YAML file into connectors/{name}.yaml",
            details={"connector": name},
        )


class FetchNotFound(NotFound):
    """The connector has no fetch of this name. Raised by: `fetch_of`."""

    code = "ERR_FETCH_NOT_FOUND"

    def __init__(self, connector: Connector, name: str) -> None:
        super().__init__(
            f"the connector {connector.id!r} has no fetch {shown(name)}",
            hint=did_you_mean(name, connector.fetches, noun="it has:"),
            details={"connector": connector.id, "fetch": name},
        )


class TaskNotFound(NotFound):
    """The operator has no task of this name. Raised by: `task_of`."""

    code = "ERR_TASK_NOT_FOUND"

    def __init__(self, operator: Operator, name: str) -> None:
        super().__init__(
            f"the operator {operator.id!r} has no task {shown(name)}",
            hint=did_you_mean(name, operator.tasks, noun="it has:"),
            details={"operator": operator.id, "task": name},
        )


class FolderNotFound(NotFound):
    """A folder of `--path` is not there. Raised by: `search_path`."""

    code = "ERR_FOLDER_NOT_FOUND"

    def __init__(self, folder: str) -> None:
        super().__init__(
            f"there is no folder {shown(folder)} to look for declarations in",
            hint="check `--path`",
            details={"folder": folder},
        )


class FileUnreadable(InvalidInput):
    """A declaration cannot be read from disk. Raised by: `read_file`."""

    code = "ERR_FILE_UNREADABLE"

    def __init__(self, file: str, reason: str) -> None:
        super().__init__(
            f"{show(file, one_line=True)} cannot be read: {reason}",
            hint="check that it is a readable file",
            details={"file": file},
        )


def search_path(
    *,
    project: Path,
    home: Path,
    path: Sequence[str | Path] = (),
    operators_path: str = "",
    connectors_path: str = "",
) -> SearchPath:
    """Return the folders to look into.

    Args:
        project: The project's folder (where the person works).
        home: The user's folder of OperatorOS (configuration and state).
        path: Folders of `--path`; each holds operators, connectors or both, directly or in
            `operators/` and `connectors/`.
        operators_path: OPERATOR_OPERATORS_PATH: folders separated as in PATH.
        connectors_path: OPERATOR_CONNECTORS_PATH: the same.

    Raises:
        FolderNotFound: if a folder of `--path` is not there.
    """
    return SearchPath(
        operators=tuple(
            _folders(
                path,
                operators_path,
                "operators",
                [
                    project / "config" / "operators",
                    project / "config" / "operators" / "local",
                    project / "config" / "operators" / "examples",
                ],
                home,
                project,
            )
        ),
        connectors=tuple(
            _folders(path, connectors_path, "connectors", [project / "connectors"], home, project)
        ),
        project=project,
    )


def _folders(
    flags: Sequence[str | Path],
    variable: str,
    name: Literal["operators", "connectors"],
    in_project: list[Path],
    home: Path,
    project: Path,
) -> Iterator[Folder]:
    shipped = shipped_folder(name)
    listed: list[tuple[Path, Origin]] = []
    for flag in flags:
        folder = project / os.path.expanduser(flag)
        if not folder.is_dir():
            raise FolderNotFound(str(flag))
        listed += [(folder, "path"), (folder / name, "path")]
    for part in variable.split(os.pathsep):
        if part.strip():
            listed.append((project / os.path.expanduser(part.strip()), "variable"))
    listed += [(folder, "project") for folder in in_project]
    listed += [(home / name, "user"), (shipped, "shipped")]
    seen: set[str] = set()
    for folder, origin in listed:
        # In a checkout the project's folder is the shipped one: it counts once, as shipped.
        real = os.path.realpath(folder)
        if real not in seen and os.path.isdir(real):
            seen.add(real)
            same = real == os.path.realpath(shipped)
            yield Folder(path=folder, origin="shipped" if same else origin)


def shipped_folder(name: Literal["operators", "connectors"]) -> Path:
    """Return where the shipped declarations are: in the package, or in a checkout's root."""
    package = Path(__file__).resolve().parent.parent
    data = package / "_data" / name
    if data.is_dir():
        return data
    checkout = package.parent.parent
    return checkout / ("connectors" if name == "connectors" else "config/operators/examples")


def read_file(file: str | Path, *, name: str = "") -> bytes:
    """Return the bytes of a declaration; never more than one byte over the limit.

    Args:
        file: The file.
        name: Its name for messages; by default as given.

    Raises:
        FileUnreadable: if it is no regular file or cannot be opened.
    """
    try:
        # Looked at first: opening a pipe or a device could wait for ever.
        if not stat.S_ISREG(os.stat(file).st_mode):
            raise FileUnreadable(name or str(file), "it is no regular file")
        with open(file, "rb") as stream:
            return stream.read(MAX_BYTES + 1)
    except OSError as exc:
        raise FileUnreadable(name or str(file), exc.strerror or type(exc).__name__) from exc
    except ValueError as exc:  # a NUL in the name
        raise FileUnreadable(name or str(file), "that is no file name") from exc


# The same bytes are the same declaration: a server that lists it for each page reads it once.
_operator_in = lru_cache(maxsize=128)(read_operator)
_connector_in = lru_cache(maxsize=128)(read_connector)

# ---- finding one -------------------------------------------------------------------------------


def find_operator(name: str, path: SearchPath) -> Operator:
    """Return the operator with an id, or the one in a file.

    Args:
        name: An id, or the path of a .yaml file (anything with a separator or that suffix).
        path: Where to look.

    Raises:
        OperatorNotFound: with near names.
        CatalogInvalid: if its file has errors.
        FileUnreadable: if its file cannot be read.
    """
    folder = str(path.project)
    if name.lower().endswith(_SUFFIXES) or "/" in name or os.sep in name:
        file = path.project / os.path.expanduser(name)
        if not file.exists():
            known = [found.id for found in list_operators(path)]
            hint = "check the path; an operator can also be named by its id"
            raise OperatorNotFound(name, known=known, hint=hint)
        operator, problems = read_operator(read_file(file, name=name), file=name, folder=folder)
        if operator is None:
            raise CatalogInvalid(name, problems)
        return operator
    for shown_file, data, _ in _files_with(name, "operator", path, _Looked()):
        operator, problems = _operator_in(data, file=shown_file, folder=folder)
        if operator is None:
            raise CatalogInvalid(shown_file, problems)
        return operator
    known = [found.id for found in list_operators(path)]
    raise OperatorNotFound(name, known=known)


def find_connector(identity: str, path: SearchPath, *, looked: _Looked | None = None) -> Connector:
    """Return the connector with an id.

    Args:
        identity: The id.
        path: Where connectors are looked for.
        looked: What was seen there just now, where several are looked for at once.

    Raises:
        ConnectorNotFound: with near names.
        CatalogInvalid: if its file has errors.
    """
    for shown_file, data, origin in _files_with(identity, "connector", path, looked or _Looked()):
        connector, problems = _connector_in(data, file=shown_file, shipped=origin == "shipped")
        if connector is None:
            raise CatalogInvalid(shown_file, problems)
        return connector
    raise ConnectorNotFound(identity, known=[found.id for found in list_connectors(path)])


def connector_of(source: Source, path: SearchPath) -> Connector:
    """Return whom a source asks: its inline connector, or the one on the search path.

    Raises:
        ConnectorNotFound, CatalogInvalid: as `find_connector`.
    """
    return source.inline or find_connector(source.connector, path)


class Connectors:
    """Whom sources ask, each looked for once: one connector may be asked by hundreds of sources.

    Args:
        path: Where connectors are looked for.
    """

    def __init__(self, path: SearchPath) -> None:
        self._path = path
        self._found: dict[str, Connector | OperatorosError] = {}
        self._looked = _Looked()

    def of(self, source: Source) -> Connector:
        """Return whom a source asks; raises as `connector_of`."""
        if source.inline is not None:
            return source.inline
        found = self._found.get(source.connector)
        if found is None:
            try:
                found = find_connector(source.connector, self._path, looked=self._looked)
            except OperatorosError as error:
                found = error
            self._found[source.connector] = found
        if isinstance(found, OperatorosError):
            raise found
        return found


def fetch_of(connector: Connector, name: str) -> Fetch:
    """Return a fetch of a connector.

    Raises:
        FetchNotFound: with near names.
    """
    fetch = connector.fetches.get(name)
    if fetch is None:
        raise FetchNotFound(connector, name)
    return fetch


def task_of(operator: Operator, name: str | None) -> Task:
    """Return a task of an operator; the default one if none is named.

    Raises:
        TaskNotFound: with near names.
    """
    if name is None:
        return operator.default_task
    task = operator.tasks.get(name)
    if task is None:
        raise TaskNotFound(operator, name)
    return task


class _Looked:
    """What is known of folders while several ids are looked for: their files, whose id is whose."""

    def __init__(self) -> None:
        self._files: dict[Path, list[Path]] = {}
        self.ids: dict[Path, bytes] = {}

    def files(self, folder: Path) -> list[Path]:
        """Return the YAML files of a folder; a list of the caller's own."""
        if folder not in self._files:
            self._files[folder], _ = _yaml_files(folder)
        return list(self._files[folder])


def _files_with(
    identity: str, kind: Kind, path: SearchPath, looked: _Looked
) -> Iterator[tuple[str, bytes, Origin]]:
    """Yield name, bytes and origin of the files that declare an id, in search order.

    In one folder, files that are named so come first.

    A file that bears the id as its name but from which no id can be read counts too, so that
    its errors are told instead of "not found".
    """
    wanted = identity.encode("utf-8", "replace")
    for folder in path.operators if kind == "operator" else path.connectors:
        files = looked.files(folder.path)
        files.sort(key=lambda file: (file.stem != identity, file.name))
        for file in files:
            if looked.ids.get(file, wanted) != wanted:
                continue
            shown_file = display_path(file, path)
            try:
                data = read_file(file, name=shown_file)
            except FileUnreadable:
                if file.stem == identity:
                    raise
                continue
            there = _peek(data)
            if there:
                looked.ids[file] = there
            there = there or (_id_of(data) if wanted in data else b"")
            named = there == wanted if there else file.stem == identity
            if named and declared_kind(data) in {kind, ""}:
                yield shown_file, data, folder.origin


def _peek(data: bytes) -> bytes:
    """Return the id a file declares; empty if it is not on a line of its own."""
    match = _ID.search(data)
    return match[2] if match else b""


def _id_of(data: bytes) -> bytes:
    """Return the id of a file that spells it otherwise (JSON, quoted keys, indented)."""
    root = read_yaml(data, file="").root
    node = root.entries.get("id") if root else None
    return node.text.encode("utf-8", "replace") if node else b""


def declared_kind(data: bytes) -> Kind | Literal[""]:
    """Return what a file declares by its top-level keys; empty if that cannot be told."""
    if _OPERATOR_KEY.search(data):
        return "operator"
    if _CONNECTOR_KEY.search(data):
        return "connector"
    return "goals" if _GOALS_KEY.search(data) else ""


def _yaml_files(folder: Path) -> tuple[list[Path], bool]:
    """Return the YAML files of a folder, and whether there were too many to look at."""
    files: list[Path] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.startswith(".") or not entry.name.lower().endswith(_SUFFIXES):
                    continue
                if len(files) >= MAX_FILES:
                    return sorted(files), True
                if not _is_folder(entry):
                    files.append(folder / entry.name)
    except OSError:
        return [], False
    return sorted(files), False


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False  # a link that leads nowhere or in circles is listed as a broken file


# ---- listing all -------------------------------------------------------------------------------


def list_operators(path: SearchPath) -> tuple[Found[Operator], ...]:
    """Return every operator file of the search path, in order, broken and shadowed ones too."""
    folder = str(path.project)

    def read(data: bytes, file: str, origin: Origin) -> tuple[Operator | None, tuple[Problem, ...]]:
        return _operator_in(data, file=file, folder=folder)

    return _list(path, path.operators, "operator", read)


def list_connectors(path: SearchPath) -> tuple[Found[Connector], ...]:
    """Return every connector file of the search path, in order, broken and shadowed ones too."""

    def read(
        data: bytes, file: str, origin: Origin
    ) -> tuple[Connector | None, tuple[Problem, ...]]:
        return _connector_in(data, file=file, shipped=origin == "shipped")

    return _list(path, path.connectors, "connector", read)


def _list(
    path: SearchPath,
    folders: Sequence[Folder],
    kind: Kind,
    read: Callable[[bytes, str, Origin], tuple[T | None, tuple[Problem, ...]]],
) -> tuple[Found[T], ...]:
    listed: list[Found[T]] = []
    first: dict[str, str] = {}
    for folder in folders:
        files, too_many = _yaml_files(folder.path)
        if too_many:
            listed.append(_too_many(folder, path))
        for file in files:
            shown_file = display_path(file, path)
            try:
                data = read_file(file, name=shown_file)
            except FileUnreadable as exc:
                problem = Problem(
                    code=exc.code,
                    place=Place(file=shown_file),
                    message=exc.message,
                    hint=exc.hint,
                )
                found: Found[T] = Found(
                    id=file.stem,
                    file=shown_file,
                    origin=folder.origin,
                    value=None,
                    problems=(problem,),
                )
                listed.append(found)
                continue
            if declared_kind(data) not in {kind, ""}:
                continue
            value, problems = read(data, shown_file, folder.origin)
            identity = value.id if value else _peek(data).decode() or file.stem
            found = Found(
                id=identity,
                file=shown_file,
                origin=folder.origin,
                value=value,
                problems=problems,
            )
            earlier = first.setdefault(identity, shown_file)
            if earlier != shown_file:
                found = replace(found, shadowed_by=earlier)
            listed.append(found)
    return tuple(listed)


def _too_many(folder: Folder, path: SearchPath) -> Found[T]:
    shown_folder = display_path(folder.path, path)
    problem = Problem(
        code="ERR_FOLDER_TOO_FULL",
        place=Place(file=shown_folder),
        message=f"{shown_folder} has more than {MAX_FILES:,} YAML files; the rest is not looked at",
        hint="move files that are no declarations elsewhere",
    )
    return Found(
        id=folder.path.name,
        file=shown_folder,
        origin=folder.origin,
        value=None,
        problems=(problem,),
    )


def display_path(file: Path, path: SearchPath) -> str:
    """Return a file as people should name it: relative to the project where it lies beneath."""
    try:
        return str(file.relative_to(path.project))
    except ValueError:
        return str(file)
