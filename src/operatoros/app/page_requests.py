"""What a page may ask for: less than a terminal, since whoever reaches the page is not its owner.

An operator is named by its id, never by a file; no file of this machine is read for a model or a
source; a workspace is one that was opened before.
"""

from __future__ import annotations

import os
from collections.abc import Mapping

from operatoros.app.actions import KnownWorkspace, known_workspaces
from operatoros.app.briefings import RunOptions
from operatoros.app.catalogue import operators
from operatoros.app.wiring import World
from operatoros.catalog.search import OperatorNotFound
from operatoros.errors import NotFound, Refused
from operatoros.llm.writing import parse_model_name


class ModelNotFromPages(Refused):
    """A model that reads a file of this machine was named on a page. Raised by: asked_options."""

    code = "ERR_MODEL_NOT_FROM_PAGES"

    def __init__(self, *, model: str) -> None:
        super().__init__(
            f"the model {model!r} reads a file of this machine",
            hint="name it on the command line: `operatoros run OPERATOR --model scripted:FILE`",
            details={"model": model},
        )


class WorkspaceUnknown(NotFound):
    """A page names a workspace that was never opened, or is gone. Raised by: workspace_of."""

    code = "ERR_WORKSPACE_UNKNOWN"

    def __init__(self, *, workspace: str) -> None:
        super().__init__(
            f"there is no workspace {workspace!r}",
            hint="open its folder on the page Inbox first",
            details={"workspace": workspace},
        )


def here(world: World) -> tuple[KnownWorkspace, ...]:
    """Return the workspaces that were opened before and are still there, the latest first."""
    return tuple(one for one in known_workspaces(world.config) if os.path.isdir(one.path))


def workspace_of(world: World, identity: str) -> KnownWorkspace:
    """Return the workspace of an id.

    Raises:
        WorkspaceUnknown.
    """
    for one in here(world):
        if one.id == identity:
            return one
    raise WorkspaceUnknown(workspace=identity)


def check_operator(world: World, identity: str) -> None:
    """Refuse what is not the id of a declared operator.

    Raises:
        OperatorNotFound.
    """
    known = [line.id for line in operators(world)]
    if identity not in known:
        raise OperatorNotFound(identity, known=known)


def check_model(model: str) -> None:
    """Refuse a model that a page may not name.

    Raises:
        UnknownModel, ModelNotFromPages.
    """
    if model and parse_model_name(model).kind == "scripted":
        raise ModelNotFromPages(model=model)


def asked_options(
    world: World,
    operator: str,
    *,
    task: str = "",
    params: Mapping[str, str] | None = None,
    demo: bool = False,
    model: str = "",
    allow_partial: bool = False,
    strict: bool = False,
    workspace: str = "",
) -> RunOptions:
    """Return the options of a run that a page asks for.

    Args:
        world: The world.
        operator: Id of an operator.
        task: Id of a task; empty for the default one.
        params: Parameters as text, by name.
        demo: Whether the sample company answers.
        model: Who writes; empty for the settings' choice.
        allow_partial: Whether a required source may fail.
        strict: Whether any gap is an error.
        workspace: Id of a known workspace whose inbox takes proposals; empty for none.

    Raises:
        OperatorNotFound, UnknownModel, ModelNotFromPages, WorkspaceUnknown.
    """
    check_operator(world, operator)
    check_model(model)
    return RunOptions(
        operator=operator,
        task=task or None,
        params=params or {},
        demo=demo,
        model=model or None,
        allow_partial=allow_partial,
        strict=strict,
        workspace=workspace_of(world, workspace).path if workspace else "",
        # Somebody looks at the page: without a key the digest comes, with a word why.
        interactive=True,
    )
