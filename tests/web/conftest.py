"""A site over a project's own files, served on loopback: real server, real runs, nobody outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pytest
from starlette.types import ASGIApp

from operatoros.app.hosting import Host
from operatoros.app.wiring import World, world_of
from operatoros.config import Config
from operatoros.web.application import create_app
from operatoros.web.context import Site
from tests.app.conftest import MakeConfig, make_config, project
from tests.web.serving import running

__all__ = ["make_config", "project"]

ANSWER = "Blue Ocean [D-1] is €1,200.50, Red Sea [D-2] is €900.\n"


@contextmanager
def serving(app: ASGIApp) -> Iterator[str]:
    """Serve an application on a free port of loopback; yield its address."""
    with running(lambda port: app) as port:
        yield f"http://127.0.0.1:{port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A served site, and how to ask it as a page does."""

    site: Site
    client: httpx2.Client
    settings: Callable[[], Config]

    @property
    def world(self) -> World:
        """The world that the pages see."""
        return world_of(self.settings())

    def get(self, where: str, **params: str | int) -> httpx2.Response:
        """Get a page."""
        return self.client.get(where, params=params)

    def press(self, path: str, **fields: str | list[str]) -> httpx2.Response:
        """Send a form as a button does."""
        return self.client.post(path, data=fields, headers={"HX-Request": "true"})

    def goes_to(self, path: str, **fields: str | list[str]) -> str:
        """Send a form and return where the page is sent."""
        answer = self.press(path, **fields)
        assert answer.status_code == 204, answer.text
        return str(answer.headers["HX-Redirect"])

    def events(self, path: str, **headers: str) -> list[tuple[str, str, str]]:
        """Follow a stream to its end; return (event, id, data) of each message."""
        found: list[tuple[str, str, str]] = []
        kind, identity, data = "", "", list[str]()
        with self.client.stream("GET", path, headers=headers) as stream:
            assert stream.status_code == 200, stream.read()
            for line in stream.iter_lines():
                name, _, value = line.partition(": ")
                if not line and (data or kind):
                    found.append((kind, identity, "\n".join(data)))
                    kind, data = "", []
                elif name == "data":
                    data.append(value)
                elif name == "id":
                    identity = value
                elif name == "event":
                    kind = value
        return found

    def finish(self, operator: str = "deals", **fields: str) -> str:
        """Run an operator to its end; return the run's id."""
        where = self.goes_to(f"/operators/{operator}/run", **fields)
        self.events(f"{where}/live")
        return where.removeprefix("/runs/")


@pytest.fixture
def served(make_config: MakeConfig, project: Path) -> Iterator[Served]:
    """The project's site, served; the setting `model` makes a script write."""
    (project / "answer.md").write_text(ANSWER, encoding="utf-8")

    def settings() -> Config:
        return make_config(flags={"model": "scripted:answer.md"})

    with Host(lambda: world_of(settings())) as host:
        site = Site(settings=settings, host=host, csrf="token")
        with (
            serving(create_app(site)) as address,
            httpx2.Client(base_url=address, headers={"Accept": "text/html"}, timeout=15) as client,
        ):
            yield Served(site=site, client=client, settings=settings)
