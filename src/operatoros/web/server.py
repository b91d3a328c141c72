"""Serving the pages: an address on this machine, a browser opened on it, a clean end."""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace

import uvicorn

from operatoros import cores
from operatoros.app.hosting import Host
from operatoros.app.wiring import world_of
from operatoros.config import Config
from operatoros.errors import Unavailable
from operatoros.web.access import Access, access_for, is_loopback
from operatoros.web.application import create_app
from operatoros.web.assets import TABLE, asset
from operatoros.web.context import Site
from operatoros.web.guard import Guard, hosts_of, origins_of
from operatoros.web.rendering import fragment
from operatoros.web.wire import SERVER_OPTIONS

# Streams of open pages are cut after this: they connect again once the server is back.
_PATIENCE_S = 1
# A page gives the interpreter up at every look at a file and has to get it back: with many people
# at once, waiting the usual 5 ms each time adds up (`benchmarks.crowd`: median 468 to 330 ms).
_SWITCH_S = 0.0005
# The command line looks for unused cycles every 200,000 objects, because it ends soon. Here that
# would stop everybody for half a second at a time; small looks take a few milliseconds each.
_OBJECTS_BETWEEN_COLLECTIONS = 2_000


class PortTaken(Unavailable):
    """Another program has the port, or this one may not have it. Raised by: serve."""

    code = "ERR_PORT_TAKEN"

    def __init__(self, *, host: str, port: int, why: str) -> None:
        super().__init__(
            f"cannot serve on {host} port {port}: {why}",
            hint="stop what listens there, or choose another with --port",
            details={"host": host, "port": port},
        )


def listen(host: str, port: int) -> socket.socket:
    """Open the socket, so that a taken port is said before anything starts.

    Raises:
        PortTaken.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # The protocol is named because only then asyncio sends small answers at once (TCP_NODELAY);
    # otherwise each waits 40 ms for an acknowledgement.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
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
    with_token: bool,
    names: Sequence[str],
    started: Callable[[str], object],
) -> None:
    """Serve until somebody stops it (Ctrl-C, SIGTERM).

    Args:
        settings: Reads the settings; called for each request.
        host: Address to bind.
        port: Port; 0 for any.
        with_token: Whether this start gets a token that everybody must bring.
        names: Further names that the server is called by.
        started: Called with the address to open, once pages can be opened.

    Raises:
        PortTaken, AssetsMissing, ApiKeyMissing, ApiKeyWeak, HostNameInvalid.
    """
    for name in TABLE:
        asset(name)  # missing ones are said now, not on the first page
    access = access_for(settings(), host=host, with_token=with_token)
    with listen(host, port) as sock, Host(lambda: world_of(settings())) as work:
        bound = sock.getsockname()[1]
        access = replace(access, port=bound)
        hosts = hosts_of(host, bound, names)
        site = Site(settings=settings, host=work, csrf=access.csrf, login=not access.open())
        app = Guard(
            create_app(site),
            access=access,
            hosts=hosts,
            origins=origins_of(hosts),
            login_page=lambda onward, problem: fragment("login", onward=onward, problem=problem),
        )
        config = uvicorn.Config(
            app,
            log_level="warning",
            timeout_graceful_shutdown=_PATIENCE_S,
            lifespan="off",
            **SERVER_OPTIONS,
        )
        sys.setswitchinterval(_SWITCH_S)
        gc.freeze()  # what was imported until now stays, and need not be looked at
        gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS, *gc.get_threshold()[1:])
        started(_address(host, bound, access))
        cores.keep_to_one()  # not before: the browser that was just opened would be kept, too
        uvicorn.Server(config).run(sockets=[sock])


def _address(host: str, port: int, access: Access) -> str:
    """Return what to open in a browser; with the token of this start, if there is one."""
    name = "localhost" if is_loopback(host) else socket.gethostname()
    token = f"/?token={access.token.reveal()}" if access.token else ""
    return f"http://{name}:{port}{token}"
