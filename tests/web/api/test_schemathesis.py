"""Everything that the description allows, and much that it does not, asked by schemathesis.

Each route is asked with made-up ids and with real ones (a run, a workspace, an entry), by bodies
and parameters that fit the description and by ones that do not. Left out is what takes no input
and runs the sample company each time.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from operatoros import config as project_settings
from operatoros.config import Config
from tests.acting import write
from tests.app.conftest import CONNECTOR, DEALS_CSV, OPERATOR
from tests.web.api.conftest import Served, closed, serving
from tests.web.serving import CSRF

LEFT_OUT = {"start_demo"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


def _project(folder: Path) -> None:
    for name, text in {
        "deals.csv": DEALS_CSV,
        "connectors/exports.yaml": CONNECTOR,
        "config/operators/deals.yaml": OPERATOR,
    }.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx2.Client, Path]]:
    """One server for all routes, with a run, a workspace and two entries."""
    root = tmp_path_factory.mktemp("schemathesis")
    _project(root / "project")
    (root / "workspace").mkdir()

    def read() -> Config:
        return project_settings.load(
            environment={"OPERATOROS_HOME": str(root / "state")}, project=root / "project"
        )

    with serving(read) as client:
        yield client, root


@pytest.fixture(scope="module")
def real(server: tuple[httpx2.Client, Path]) -> dict[str, object]:
    """Ids of what is there."""
    client, root = server
    served = Served(client=client)
    made = served.post("/api/workspaces", {"folder": str(root / "workspace")}, status=201)
    texts = write("a.txt", "x") + write("b.txt", "y", name="w-2")
    served.post(f"/api/workspaces/{made['id']}/scan", {"text": texts})
    run = served.run()
    served.run(model="chat")
    return {
        "run": run,
        "workspace": made["id"],
        "number": 1,
        "identity": "deals",
        "form": "json",
    }


def _operations() -> list[Any]:
    schema = schemathesis.openapi.from_dict(closed())
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    return [one for one in found if one.definition.raw["operationId"] not in LEFT_OUT]


def _hold(operation: Any, client: httpx2.Client, real: dict[str, object], *, examples: int) -> int:
    """Ask one route and hold each answer; return how often it was asked."""
    known = {name: real[name] for name in real if f"{{{name}}}" in operation.path}
    ways = [
        operation.as_strategy(generation_mode=mode, path_parameters=given_ids)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        for given_ids in ((None, known) if known else (None,))
        if mode is GenerationMode.POSITIVE or operation.body or operation.query
    ]
    base = str(client.base_url).rstrip("/")
    headers = {"Origin": base, "X-CSRF-Token": CSRF}
    asked = 0

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(ways))
    def ask(case: Any) -> None:
        nonlocal asked
        asked += 1
        answer = case.call(base_url=base, headers=headers, timeout=10)
        case.validate_response(answer, checks=CHECKS)

    ask()
    return asked


@pytest.mark.parametrize("operation", _operations(), ids=lambda one: one.label)
def test_every_answer_is_as_described(
    operation: Any, server: tuple[httpx2.Client, Path], real: dict[str, object]
) -> None:
    """No server error, no status, kind or form that the description does not name."""
    assert _hold(operation, server[0], real, examples=6) > 0


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("operation", _operations(), ids=lambda one: one.label)
def test_every_answer_is_as_described_at_length(
    operation: Any, server: tuple[httpx2.Client, Path], real: dict[str, object]
) -> None:
    """The same with many more examples."""
    assert _hold(operation, server[0], real, examples=300) > 0
