"""What every route of one server shares: settings read anew, the host of runs, the CSRF token."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from operatoros.app.hosting import Host
from operatoros.app.wiring import World, world_of
from operatoros.config import Config


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One server.

    Attributes:
        settings: Reads the settings; anew for each request, so that a credential that a person
            adds counts at once.
        host: Carries what goes on while pages come and go.
        csrf: The token that each change must carry.
        login: Whether people log in here, so that pages offer to log out.
    """

    settings: Callable[[], Config]
    host: Host
    csrf: str = ""
    login: bool = False


def site_of(request: Request) -> Site:
    """Return the site that a request came to."""
    site = request.app.state.site
    assert isinstance(site, Site)
    return site


def _world(request: Request) -> World:
    site = site_of(request)
    return world_of(site.settings(), store=site.host.store)


Here = Annotated[Site, Depends(site_of)]
Asked = Annotated[World, Depends(_world)]
