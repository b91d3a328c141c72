"""Hosts, addresses and paths: what may be asked, and every spelling that may not."""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address

import anyio
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operatoros.errors import OperatorosError
from operatoros.net.address import (
    NETWORKS,
    Address,
    Origin,
    addresses_of,
    check_address,
    check_host,
    kind_of,
    plain_host,
    resolve_host,
    split_url,
)
from operatoros.net.exchange import Terms

ODD_URLS = [
    "ftp://api.example/x",
    "file:///etc/passwd",
    "//api.example/x",
    "api.example/x",
    "https://",
    "https:///x",
    "https://user@api.example/x",
    "https://user:pass@api.example/x",
    "https://api.example@evil.example/x",
    "https://api.example\\@evil.example/x",
    "https://api.example:0/x",
    "https://api.example:/x",
    "https://api.example:99999/x",
    "https://api.example:80a/x",
    "https://api.example/x?y=1",
    "https://api.example/x?",
    "https://api.example/x#y",
    "https://api.example/a b",
    "https://api.example/a\r\nHost: evil",
    "https://api.exa\tmple/x",
    "https://api.example/ünïcode",
    "https://api.example/a/../b",
    "https://api.example/a/./b",
    "https://api.example/a/%2e%2e/b",
    "https://api.example/..",
    # Odd forms of 127.0.0.1 and 169.254.169.254.
    "https://127.1/",
    "https://127.0.0.1.:80a/",
    "https://0x7f.0.0.1/",
    "https://0x7f000001/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0177.0.0.1/",
    "https://127.0.0.01/",
    "https://127.0.0.1.5/",
    "https://1.2.3.256/",
    "https://①②⑦.0.0.1/",
    "https://127。0。0。1/",
    "https://[::1%25lo]/",
    "https://[::1/",
    "https://[127.0.0.1]/",
    "https://[v1.x]/",
    "https://xn--/",
    "https://ex ample/",
    "https://-/",
    "https://a..b/",
    "https://.a/",
    "https://" + "a" * 64 + ".example/",
    "https://" + "a." * 130 + "example/",
    "https://пример.example/",
    "https://api.example%2eevil.example/",
    "https://api_.0x10/",
]


@pytest.mark.parametrize("url", ODD_URLS)
def test_odd_addresses_are_refused(url: str) -> None:
    """Whatever some resolver or parser would read differently is no address for us."""
    with pytest.raises(OperatorosError) as raised:
        split_url(url)
    assert raised.value.code == "ERR_URL_INVALID"


@pytest.mark.parametrize(
    ("url", "shown", "path"),
    [
        ("https://api.example", "api.example", "/"),
        ("https://API.Example:443/v2/x", "api.example", "/v2/x"),
        ("https://api.example.:8443/x", "api.example:8443", "/x"),
        ("http://localhost:3000/x%20y", "localhost:3000", "/x%20y"),
        ("https://8.8.8.8/", "8.8.8.8", "/"),
        ("https://[2606:4700::1111]:8443/a;b=1,2/@c", "[2606:4700::1111]:8443", "/a;b=1,2/@c"),
        ("https://xn--bcher-kva.example/", "xn--bcher-kva.example", "/"),
        ("https://us-66463.api.gong.io/v2", "us-66463.api.gong.io", "/v2"),
    ],
)
def test_plain_addresses_are_split(url: str, shown: str, path: str) -> None:
    """The positive control: names, addresses and ports as people write them."""
    origin, found = split_url(url)
    assert (str(origin), found) == (shown, path)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_split_never_raises_anything_else(text: str) -> None:
    """Any text is an address or ERR_URL_INVALID; what is taken has one plain spelling."""
    for url in (text, f"https://{text}", f"https://{text}/x"):
        try:
            origin, path = split_url(url)
        except OperatorosError as exc:
            code = exc.code
        else:
            code = ""
            assert split_url(f"{origin.scheme}://{origin}{path}") == (origin, path)
        assert code in {"", "ERR_URL_INVALID"}


def test_a_message_never_repeats_a_user_or_password() -> None:
    """The error for an address with a password does not show the password."""
    with pytest.raises(OperatorosError) as raised:
        split_url("https://me:hunter2secret@api.example/")
    assert "hunter2secret" not in str(raised.value.as_json())


def test_the_host_list_names_ports() -> None:
    """A listed name means the default port; another port must be listed itself."""
    check_host(split_url("https://api.example")[0], ("api.example",))
    check_host(split_url("https://api.example:8443")[0], ("api.example:8443",))
    for url in ("https://api.example:8443", "https://sub.api.example", "https://xapi.example"):
        with pytest.raises(OperatorosError) as raised:
            check_host(split_url(url)[0], ("api.example",))
        assert raised.value.code == "ERR_HOST_REFUSED"


# Kind -> addresses of it, as a resolver could give them.
KINDS = {
    "never": [
        "169.254.169.254",
        "169.254.0.1",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "0.0.0.0",
        "0.1.2.3",
        "224.0.0.1",
        "255.255.255.255",
        "240.0.0.1",
        "192.0.2.1",
        "198.51.100.7",
        "203.0.113.9",
        "192.88.99.1",
        "::",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "::ffff:a9fe:a9fe",
        "64:ff9b::a9fe:a9fe",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "2001:db8::1",
        "fe80::1",
        "fe80::1%1",
        "fd00:ec2::254",
        "ff02::1",
        "100::1",
        "5f00::1",
        "3fff::1",
    ],
    "loopback": ["127.0.0.1", "127.8.9.10", "::1", "64:ff9b::7f00:1"],
    "private": [
        "10.0.0.1",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "100.64.0.1",
        "198.18.0.1",
        "fc00::1",
        "fd12::1",
        "fec0::1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
    ],
    "public": ["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::808:808"],
}


@pytest.mark.parametrize(
    ("address", "kind"), [(text, kind) for kind, texts in KINDS.items() for text in texts]
)
def test_every_address_has_its_kind(address: str, kind: str) -> None:
    """Public, loopback, private, or never: embedded IPv4 addresses are looked at."""
    assert kind_of(ip_address(address))[0] == kind


def test_the_table_names_every_network_once() -> None:
    """No network stands twice, so no row is dead."""
    assert len({text for text, _, _ in NETWORKS}) == len(NETWORKS)


@pytest.mark.parametrize(
    ("scheme", "address", "private", "code"),
    [
        ("https", "8.8.8.8", False, ""),
        ("https", "10.0.0.1", True, ""),
        ("http", "127.0.0.1", True, ""),
        ("https", "10.0.0.1", False, "ERR_ADDRESS_REFUSED"),
        ("https", "127.0.0.1", False, "ERR_ADDRESS_REFUSED"),
        ("http", "127.0.0.1", False, "ERR_ADDRESS_REFUSED"),
        ("http", "8.8.8.8", True, "ERR_ADDRESS_REFUSED"),
        ("http", "10.0.0.1", True, "ERR_ADDRESS_REFUSED"),
        ("https", "169.254.169.254", True, "ERR_ADDRESS_REFUSED"),
        ("https", "::ffff:8.8.8.8", True, "ERR_ADDRESS_REFUSED"),
    ],
)
def test_who_may_contact_what(scheme: str, address: str, private: bool, code: str) -> None:
    """Public addresses by https for all; private ones, and http on loopback, for one's own."""
    origin = Origin(scheme=scheme, host="api.example", port=443)
    terms = Terms(hosts=("api.example",), private=private)
    raised = ""
    try:
        check_address(origin, ip_address(address), terms)
    except OperatorosError as exc:
        raised = exc.code
    assert raised == code


@pytest.mark.anyio
async def test_one_bad_address_refuses_the_name() -> None:
    """A name that stands for a public and a private address is refused, not half used."""

    async def resolve(host: str) -> tuple[Address, ...]:
        return (IPv4Address("8.8.8.8"), IPv4Address("10.0.0.1"))

    origin = Origin(scheme="https", host="api.example", port=443)
    with pytest.raises(OperatorosError) as raised:
        await addresses_of(origin, Terms(hosts=()), resolve)
    assert raised.value.code == "ERR_ADDRESS_REFUSED"


@pytest.mark.anyio
async def test_ipv4_comes_first_and_a_literal_is_not_resolved() -> None:
    """Addresses are sorted, and a host that is an address asks nobody."""

    async def resolve(host: str) -> tuple[Address, ...]:
        return (IPv6Address("2606:4700::1111"), IPv4Address("1.1.1.1"))

    async def nobody(host: str) -> tuple[Address, ...]:
        raise AssertionError("a literal was resolved")

    named = Origin(scheme="https", host="api.example", port=443)
    literal = Origin(scheme="https", host="2606:4700::1111", port=443)
    found = await addresses_of(named, Terms(hosts=()), resolve)
    assert [address.version for address in found] == [4, 6]
    assert await addresses_of(literal, Terms(hosts=()), nobody) == (IPv6Address("2606:4700::1111"),)


@pytest.mark.anyio
async def test_an_unknown_name_is_a_failed_connection() -> None:
    """Whether the resolver raises or finds nothing, the code is ERR_CONNECT."""

    async def none(host: str) -> tuple[Address, ...]:
        return ()

    async def fails(host: str) -> tuple[Address, ...]:
        raise socket.gaierror(8, "unknown")

    origin = Origin(scheme="https", host="no.example", port=443)
    for resolve in (none, fails):
        with pytest.raises(OperatorosError) as raised:
            await addresses_of(origin, Terms(hosts=()), resolve)
        assert raised.value.code == "ERR_CONNECT"


@pytest.mark.anyio
async def test_the_systems_resolver_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names become addresses, each once; a failure is no address."""
    assert IPv4Address("127.0.0.1") in await resolve_host("localhost")
    monkeypatch.setattr(socket, "getaddrinfo", _unknown)
    assert await resolve_host("no.example") == ()


def _unknown(*given: object, **named: object) -> object:
    raise socket.gaierror(8, "unknown")


@pytest.mark.anyio
async def test_a_hanging_resolver_does_not_hold_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that never answers ends with its asker's deadline."""
    import threading

    stuck = threading.Event()

    def hang(*given: object, **named: object) -> list[object]:
        stuck.wait(10)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", hang)
    with anyio.move_on_after(0.1) as scope:
        await resolve_host("slow.example")
    stuck.set()
    assert scope.cancelled_caught


def test_hosts_have_one_spelling() -> None:
    """Case and a trailing dot do not make another host."""
    assert plain_host("API.Example.") == "api.example"
    assert plain_host("[2606:4700:0:0::1111]") == "2606:4700::1111"
