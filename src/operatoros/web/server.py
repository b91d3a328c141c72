"""Serving the pages: an address on this machine, a browser opened on it, a clean end."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp

from operatoros.app.hosting import Host
from operatoros.app.wiring import world_of
from operatoros.config import Config
from operatoros.errors import Unavailable
from operatoros.web.application import create_app
from operatoros.web.assets import TABLE, asset
from operatoros.web.context import Site


class PortTaken(Unavailable):
    """Another program has the port, or this one may not have it. Raised by: serve."""

    code = "ERR_PORT_TAKEN"

    def __init__(self, *, host: str, port: int, why: str) -> None:
        super().__init__(
            f"cannot serve on {host} port {port}: {why}",
            hint="stop what listens there, or choose another with --port",
            details={"host": host, "port": port},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """Where a server is reached."""

    address: str


def listen(host: str, port: int) -> socket.socket:
    """Open the socket, so that a taken port is said before anything starts.

    Raises:
        PortTaken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(128)
    except OSError as exc:
        made.close()
        raise PortTaken(host=host, port=port, why=exc.strerror or "an error") from exc
    return made


def serve(
    settings: Callable[[], Config],
    *,
    host: str,
    port: int,
    started: Callable[[str], object],
) -> None:
    """Serve until somebody stops it (Ctrl-C, SIGTERM).

    Args:
        settings: Reads the settings; called for each request.
        host: Address to bind.
        port: Port; 0 for any.
        started: Called with the address once the pages can be opened.

    Raises:
        PortTaken, AssetsMissing.
    """
    for name in TABLE:
        asset(name)  # missing ones are said now, not on the first page
    sock = listen(host, port)
    bound = sock.getsockname()[1]
    shown = "localhost" if host in {"127.0.0.1", "localhost", "::1"} else host
    with Host(lambda: world_of(settings())) as work:
        site = Site(settings=settings, host=work, csrf="dev")
        app: ASGIApp = create_app(site)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=3,
            lifespan="off",
        )
        server = uvicorn.Server(config)
        started(f"http://{shown}:{bound}")
        server.run(sockets=[sock])
    sys.stdout.flush()
