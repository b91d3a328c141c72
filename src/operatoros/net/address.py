"""Where a request may go: the form of hosts, the kinds of addresses, names to addresses.

A host is a DNS name or one plain address; every other spelling that some resolver would accept
(`127.1`, `0x7f.1`, `2130706433`, full-width digits) is refused. What a name resolves to is judged,
and exactly those addresses are connected to, so a name cannot change its mind in between.
"""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Literal, TypeAlias
from urllib.parse import unquote, urlsplit

import anyio
import anyio.from_thread
import anyio.lowlevel

from operatoros.net.exchange import Terms
from operatoros.net.failures import AddressRefused, ConnectFailed, HostRefused, UrlInvalid

Address: TypeAlias = IPv4Address | IPv6Address
# Takes a host name, returns its addresses; raises OSError if there are none.
Resolve: TypeAlias = Callable[[str], Awaitable[tuple[Address, ...]]]
Kind = Literal["public", "loopback", "private", "never"]

# First match wins. "never" holds for everybody: nothing that answers an API lives there.
NETWORKS: tuple[tuple[str, Kind, str], ...] = (
    ("169.254.0.0/16", "never", "a link-local address (cloud metadata lives there)"),
    ("100.100.100.200/32", "never", "a cloud metadata address"),
    ("168.63.129.16/32", "never", "a cloud platform's own address"),
    ("fd00:ec2::/32", "never", "a cloud metadata address"),
    ("0.0.0.0/8", "never", "no address of a host"),
    ("192.0.0.0/24", "never", "an address reserved for protocols"),
    ("192.0.2.0/24", "never", "an address for documentation"),
    ("198.51.100.0/24", "never", "an address for documentation"),
    ("203.0.113.0/24", "never", "an address for documentation"),
    ("192.88.99.0/24", "never", "a relay address"),
    ("224.0.0.0/4", "never", "a multicast address"),
    ("240.0.0.0/4", "never", "a reserved address"),
    ("127.0.0.0/8", "loopback", "this machine itself"),
    ("10.0.0.0/8", "private", "a private address"),
    ("172.16.0.0/12", "private", "a private address"),
    ("192.168.0.0/16", "private", "a private address"),
    ("100.64.0.0/10", "private", "an address behind a carrier's NAT"),
    ("198.18.0.0/15", "private", "an address for benchmarks"),
    ("::1/128", "loopback", "this machine itself"),
    ("::ffff:0:0/96", "never", "an IPv4 address in IPv6 form"),
    ("::/96", "never", "an IPv4 address in IPv6 form"),
    ("100::/64", "never", "a discard address"),
    ("2001::/23", "never", "a tunnel or protocol address"),
    ("2001:db8::/32", "never", "an address for documentation"),
    ("2002::/16", "never", "a tunnel address"),
    ("3fff::/20", "never", "an address for documentation"),
    ("5f00::/16", "never", "a routing address"),
    ("64:ff9b:1::/48", "private", "a private address behind NAT64"),
    ("fc00::/7", "private", "a private address"),
    ("fec0::/10", "private", "a private address"),
    ("fe80::/10", "never", "a link-local address"),
    ("ff00::/8", "never", "a multicast address"),
)
_NETWORKS = tuple((ip_network(text), kind, why) for text, kind, why in NETWORKS)
_NAT64 = ip_network("64:ff9b::/96")

_LABEL = r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
_NAME = re.compile(rf"(?=.{{1,253}}\Z){_LABEL}(?:\.{_LABEL})*")
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_NUMERIC_LABEL = re.compile(r"[0-9]+|0x[0-9a-f]*")
_QUAD = re.compile(r"(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!\Z)|\Z)){4}", re.ASCII)
_TARGET = re.compile(r"/[!$%&'()*+,\-./0-9:;=@A-Z_a-z~]*")
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Scheme, host and port: what a connection belongs to.

    Attributes:
        scheme: http or https.
        host: Lower-case name, or an address without brackets.
        port: Port.
    """

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"


def split_url(url: str) -> tuple[Origin, str]:
    """Return the origin and the path of a URL.

    Raises:
        UrlInvalid: if it is not http(s), has a user, a query or a fragment, an odd host, or a
            path that is not percent-encoded or holds dot segments.
    """
    # The parser drops tabs and line breaks silently; a URL that holds any is none for us.
    if not _PRINTABLE.fullmatch(url):
        raise UrlInvalid(why="it holds blanks, control characters or letters beyond ASCII")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise UrlInvalid(why="it is not a URL") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise UrlInvalid(why="it does not start with https://")
    if "@" in parts.netloc:
        raise UrlInvalid(why="it holds a user name or a password")
    if parts.query or parts.fragment or "?" in url or "#" in url:
        raise UrlInvalid(why="it holds a query or a fragment where only a path may stand")
    if port == 0 or parts.netloc.endswith(":"):
        raise UrlInvalid(why="its port is not one")
    path = parts.path or "/"
    if not _TARGET.fullmatch(path):
        raise UrlInvalid(why="its path holds characters that must be percent-encoded")
    if any(unquote(segment) in {".", ".."} for segment in path.split("/")):
        raise UrlInvalid(why="its path holds the segment '.' or '..'")
    host = plain_host(parts.netloc.rsplit(":", 1)[0] if port is not None else parts.netloc)
    origin = Origin(scheme=parts.scheme, host=host, port=port or _DEFAULT_PORTS[parts.scheme])
    return origin, path


def plain_host(text: str) -> str:
    """Return a host in its one spelling: lower-case name, or address without brackets.

    Raises:
        UrlInvalid: if it is neither a DNS name nor a plainly written address.
    """
    if text.startswith("[") and text.endswith("]"):
        try:
            return str(IPv6Address(text[1:-1])) if "%" not in text else _odd(text)
        except ValueError:
            return _odd(text)
    host = text.lower().removesuffix(".")
    if not host.isascii() or not _NAME.fullmatch(host):
        return _odd(text)
    if _NUMERIC_LABEL.fullmatch(host.rsplit(".", 1)[-1]) and not _QUAD.fullmatch(host):
        return _odd(text)
    return host


def _odd(text: str) -> str:
    raise UrlInvalid(
        host=text, why="a host is a name in ASCII, four decimal numbers, or [an IPv6 address]"
    )


def check_host(origin: Origin, allowed: tuple[str, ...]) -> None:
    """Refuse an origin whose host is not on the list.

    Raises:
        HostRefused: if it is not.
    """
    if str(origin) not in allowed:
        raise HostRefused(host=str(origin), allowed=allowed)


def kind_of(address: Address) -> tuple[Kind, str]:
    """Return the kind of an address and what to call it."""
    if isinstance(address, IPv6Address):
        if address in _NAT64:
            return kind_of(IPv4Address(int(address) & 0xFFFFFFFF))
        if address.scope_id:
            return "never", "an address of one interface"
    for network, kind, why in _NETWORKS:
        if address in network:
            return kind, why
    return "public", "a public address"


def check_address(origin: Origin, address: Address, terms: Terms) -> None:
    """Refuse an address that this connector may not contact.

    Raises:
        AddressRefused: if it is of a kind it may not, or plain http beyond this machine.
    """
    kind, why = kind_of(address)
    if kind == "never" or (kind != "public" and not terms.private):
        raise AddressRefused(host=origin.host, address=str(address), why=why)
    if origin.scheme == "http" and kind != "loopback":
        raise AddressRefused(
            host=origin.host,
            address=str(address),
            why="not this machine itself, and http:// would send everything unencrypted",
        )


async def addresses_of(origin: Origin, terms: Terms, resolve: Resolve) -> tuple[Address, ...]:
    """Return the addresses to connect to, IPv4 first; all of them are allowed.

    One refused address refuses the host: a name that stands for a public and a private address
    is how rebinding looks.

    Raises:
        AddressRefused: if an address is one that this connector may not contact.
        ConnectFailed: if the name is unknown.
    """
    try:
        found: tuple[Address, ...] = (ip_address(origin.host),)
    except ValueError:
        try:
            found = await resolve(origin.host)
        except (OSError, UnicodeError):
            found = ()
    if not found:
        raise ConnectFailed(where=str(origin), why="the name is unknown")
    for address in found:
        check_address(origin, address, terms)
    # A machine with broken IPv6 is common, one with broken IPv4 is rare.
    return tuple(sorted(found, key=lambda address: address.version))


async def resolve_host(host: str) -> tuple[Address, ...]:
    """Ask the system for the addresses of a name.

    The system's resolver cannot be interrupted, so it runs in a daemon thread of its own: neither
    a cancelled source nor the end of the program waits for it.
    """
    token = anyio.lowlevel.current_token()
    done = anyio.Event()
    found: list[tuple[Address, ...]] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
            found.append(tuple(dict.fromkeys(ip_address(str(row[4][0])) for row in rows)))
        except (OSError, UnicodeError, ValueError):
            pass  # unknown: the list stays empty
        try:
            anyio.from_thread.run_sync(done.set, token=token)
        except (RuntimeError, anyio.RunFinishedError):
            pass  # nobody waits any more

    threading.Thread(target=ask, name="resolver", daemon=True).start()
    await done.wait()
    return found[0] if found else ()
