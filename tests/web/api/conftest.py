"""A real server on loopback over a real project, and a client that holds it to its description.

Every answer is held against GET /api/openapi.json, closed: a field that is not described, or a
described one that is missing, fails the test that met it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import httpx2
import pytest
from jsonschema import Draft202012Validator
from starlette.types import ASGIApp

from operatoros.app.hosting import Host as Carrier
from operatoros.app.wiring import world_of
from operatoros.config import Config
from operatoros.web.application import create_app
from operatoros.web.context import Site
from operatoros.web.guard import Guard, hosts_of, origins_of
from tests.app.conftest import MakeConfig, make_config, project
from tests.llm.conftest import host
from tests.web.serving import CSRF, access, running

__all__ = ["host", "make_config", "project"]  # fixtures


@dataclass(slots=True)
class Served:
    """A server, as a program asks it; `flags` and `variables` are settings that tests change."""

    client: httpx2.Client
    flags: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        status: int = 200,
        **more: Any,
    ) -> Any:
        """Ask, hold the answer against the description, return what it says."""
        if body is not None:
            more["json"] = body
        answer = self.client.request(method, path, **more)
        assert answer.status_code == status, answer.text
        return self.held(method, answer)

    def get(self, path: str, *, status: int = 200, **more: Any) -> Any:
        """Ask for something."""
        return self.ask("GET", path, status=status, **more)

    def post(self, path: str, body: object = None, *, status: int = 200, **more: Any) -> Any:
        """Have something done."""
        return self.ask("POST", path, body, status=status, **more)

    def held(self, method: str, answer: httpx2.Response) -> Any:
        """Hold an answer against the description and return its JSON, text or bytes."""
        operation = self.operation(method, answer.request.url.path)
        described = operation["responses"]
        found = described.get(str(answer.status_code))
        if found is None and 400 <= answer.status_code < 500:
            found = described["4XX"]
        assert found is not None, f"{answer.status_code} is not described"
        kind = answer.headers.get("content-type", "").partition(";")[0]
        assert (kind in found.get("content", {})) or answer.status_code == 204, kind
        if kind != "application/json":
            return answer.content
        told = answer.json()
        whole = {**found["content"][kind]["schema"], "components": closed()["components"]}
        Draft202012Validator(whole).validate(told)
        return told

    def operation(self, method: str, path: str) -> dict[str, Any]:
        """Return the described operation that a request meets."""
        paths = closed()["paths"]
        # Fixed words before parameters, as the routes are found.
        for known in sorted(paths, key=lambda one: one.count("{")):
            pattern = re.sub(r"\{\w+\}", "[^/]+", known)
            if re.fullmatch(pattern, path) and method.lower() in paths[known]:
                found = paths[known][method.lower()]
                assert isinstance(found, dict)
                return found
        raise AssertionError(f"{method} {path} is not described")

    def run(self, **body: Any) -> str:
        """Run the operator over the table to its end and return the run's id."""
        made = self.post("/api/runs", {"operator": "deals", "model": "none", **body}, status=201)
        self.stream(f"/api/runs/{made['run']}/events")
        return str(made["run"])

    def stream(self, path: str, **headers: str) -> list[Told]:
        """Return the events of a stream until it ends."""
        return list(self.following(path, **headers))

    def following(self, path: str, **headers: str) -> Iterator[Told]:
        """Yield the events of a stream as they come."""
        wants = {"Accept": "text/event-stream", **headers}
        with self.client.stream("GET", path, headers=wants) as answer:
            assert answer.status_code == 200, answer.read()
            assert answer.headers["content-type"].startswith("text/event-stream")
            lines: dict[str, str] = {}
            for line in answer.iter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    lines[name] = value
                elif lines:
                    yield Told(
                        event=lines.get("event", ""),
                        place=lines.get("id", ""),
                        data=json.loads(lines["data"]),
                    )
                    lines = {}


@dataclass(frozen=True, slots=True)
class Told:
    """One server-sent event."""

    event: str
    place: str
    data: Any


@cache
def closed() -> dict[str, Any]:
    """Return the description that every server gives, with nothing left open."""
    app = create_app(Site(settings=_nobody, host=Carrier(_nobody)))
    made = _closed(app.openapi())
    assert isinstance(made, dict)
    return made


def _nobody() -> Any:
    raise AssertionError("describing the API needs no settings")


def _closed(value: Any) -> Any:
    """Close every object whose fields are named: all of them, and no others."""
    if isinstance(value, Mapping):
        made = {name: _closed(item) for name, item in value.items()}
        named = made.get("properties")
        if made.get("type") == "object" and isinstance(named, dict):
            # An event of a stream has an id only if one can go on after it.
            event = {"data", "event", "id"} == set(named)
            needed = made.get("required", []) if event else sorted(named)
            made |= {"additionalProperties": False, "required": needed}
        return made
    return [_closed(item) for item in value] if isinstance(value, list) else value


class _Quick:
    """A clock by which nobody asks too fast."""

    def __init__(self) -> None:
        self._now = 0.0

    def __call__(self) -> float:
        """Return the present, a second later each time."""
        self._now += 1.0
        return self._now


@contextmanager
def serving(settings: Callable[[], Config]) -> Iterator[httpx2.Client]:
    """Serve the application behind its guard; gives a client that is a page of ours."""
    with Carrier(lambda: world_of(settings())) as carrier:
        app = create_app(Site(settings=settings, host=carrier, csrf=CSRF))

        def guarded(port: int) -> ASGIApp:
            hosts = hosts_of("127.0.0.1", port)
            origins = origins_of(hosts)
            return Guard(app, access=access(), hosts=hosts, origins=origins, monotonic=_Quick())

        with running(guarded) as port:
            url = f"http://127.0.0.1:{port}"
            sends = {"Origin": url, "X-CSRF-Token": CSRF}
            with httpx2.Client(
                base_url=url, headers=sends, timeout=10, trust_env=False, verify=False
            ) as client:
                yield client


@pytest.fixture
def served(make_config: MakeConfig) -> Iterator[Served]:
    """Serve the project; `flags` and `variables` of it count from the next request on."""
    flags: dict[str, str] = {}
    variables: dict[str, str] = {}

    def settings() -> Config:
        return make_config(flags, **variables)

    with serving(settings) as client:
        yield Served(client=client, flags=flags, variables=variables)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder for a workspace, with one file of two places to change."""
    made = tmp_path / "workspace"
    made.mkdir()
    lines = [f"line {number}" for number in range(1, 41)]
    (made / "notes.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return made


@pytest.fixture
def workspace(served: Served, folder: Path) -> str:
    """The folder, opened as a workspace: its id."""
    return str(served.post("/api/workspaces", {"folder": str(folder)}, status=201)["id"])
