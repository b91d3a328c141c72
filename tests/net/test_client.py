"""The client against real servers on loopback: deadlines, caps, retries, limits, addresses."""

from __future__ import annotations

import json
import tracemalloc
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

import anyio
import pytest
from anyio.abc import AnyByteStream

from operatoros.errors import OperatorosError
from operatoros.net.address import Address
from operatoros.net.client import Client
from operatoros.net.exchange import Request, Terms
from operatoros.net.receipt import Receipt
from operatoros.secrets import Secret
from tests.net import faulty
from tests.net.faulty import LATEST_S, Script, client, get, http, says, says_json, serving, terms

pytestmark = pytest.mark.anyio

HTML = http(200, b"<!doctype html><title>Log in</title>", {"Content-Type": "text/html"})
MISSING_SCOPE = {
    "status": "error",
    "category": "MISSING_SCOPES",
    "message": "This app hasn't been granted all required scopes",
    "errors": [{"context": {"requiredGranularScopes": ["crm.objects.deals.read"]}}],
}

# What a server does, and the code that its asker gets.
FAULTS: dict[str, tuple[Script, str]] = {
    "hangs before the head": (faulty.hangs, "ERR_SOURCE_TIMEOUT"),
    "one byte now and then": (faulty.drips(0.02), "ERR_SOURCE_TIMEOUT"),
    "one byte of the head now and then": (faulty.drips_head(0.02), "ERR_SOURCE_TIMEOUT"),
    "100 Continue for ever": (faulty.continues_for_ever, "ERR_SOURCE_TIMEOUT"),
    "closes without an answer": (faulty.closes, "ERR_CONNECTION_BROKEN"),
    "not HTTP": (faulty.talks_nonsense, "ERR_CONNECTION_BROKEN"),
    "body cut off": (faulty.cuts_body(b'{"a": 1'), "ERR_CONNECTION_BROKEN"),
    "gzip cut off": (
        says(http(200, b"\x1f\x8b\x08\x00\x00\x00", {"Content-Encoding": "gzip"})),
        "ERR_ENCODING_REFUSED",
    ),
    "401": (says_json({"message": "who are you"}, 401), "ERR_HTTP_AUTH"),
    "403 with a missing scope": (says_json(MISSING_SCOPE, 403), "ERR_HTTP_SCOPE"),
    "404": (says_json({"message": "no such thing"}, 404), "ERR_HTTP_STATUS"),
    "429": (says_json({"message": "slow down"}, 429), "ERR_RATE_LIMITED"),
    "500": (says_json({"message": "sorry"}, 500), "ERR_HTTP_STATUS"),
    "304 that nobody asked for": (says(http(304, b"")), "ERR_HTTP_STATUS"),
    "redirects for ever": (faulty.redirects_for_ever, "ERR_REDIRECT_REFUSED"),
    "redirect in a circle": (says(http(302, b"", {"Location": "/"})), "ERR_REDIRECT_REFUSED"),
    "redirect to nowhere": (says(http(302, b"")), "ERR_REDIRECT_REFUSED"),
    "gzip bomb": (says(faulty.gzip_bomb(60_000_000)), "ERR_RESPONSE_TOO_LARGE"),
    "deflate bomb": (says(faulty.deflate_bomb(60_000_000)), "ERR_RESPONSE_TOO_LARGE"),
    "2 MB": (says(http(200, b"1" * 2_000_000)), "ERR_RESPONSE_TOO_LARGE"),
    "brotli that nobody asked for": (
        says(http(200, b"\x8b\x00\x80", {"Content-Encoding": "br"})),
        "ERR_ENCODING_REFUSED",
    ),
    "gzip in gzip": (
        says(http(200, b"\x1f\x8b", {"Content-Encoding": "gzip, gzip"})),
        "ERR_ENCODING_REFUSED",
    ),
    "101 that nobody asked for": (
        says(b"HTTP/1.1 101 X\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"),
        "ERR_CONNECTION_BROKEN",
    ),
    "two lengths": (
        says(b"HTTP/1.1 200 X\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n11"),
        "ERR_CONNECTION_BROKEN",
    ),
    "negative length": (
        says(b"HTTP/1.1 200 X\r\nContent-Length: -1\r\n\r\n1"),
        "ERR_CONNECTION_BROKEN",
    ),
    "chunk of nonsense size": (
        says(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n1\r\n"),
        "ERR_CONNECTION_BROKEN",
    ),
    "chunk of endless size": (
        says(b"HTTP/1.1 200 X\r\nTransfer-Encoding: chunked\r\n\r\n" + b"F" * 200_000),
        "ERR_HEADERS_TOO_LARGE",
    ),
    "line break in a header": (
        says(b"HTTP/1.1 302 X\r\nLocation: /a\r b\r\n\r\n"),
        "ERR_CONNECTION_BROKEN",
    ),
    "one huge header": (says(http(headers={"X": "a" * 300_000})), "ERR_HEADERS_TOO_LARGE"),
    "many headers": (
        says(http(headers={f"X-{n}": "a" * 900 for n in range(80)})),
        "ERR_HEADERS_TOO_LARGE",
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
async def test_every_fault_ends_on_time_with_its_code(fault: str) -> None:
    """Whatever a server does, its asker gets one error with a code, within the deadline."""
    script, code = FAULTS[fault]
    async with serving(script) as server, client() as http_client:
        with anyio.fail_after(LATEST_S), pytest.raises(OperatorosError) as raised:
            await http_client.send(get(server), terms(server, max_bytes=1_000_000), timeout_s=0.5)
        assert raised.value.code == code
        assert raised.value.hint
        assert raised.value.details["attempts"] == 1


async def test_an_honest_server_is_read() -> None:
    """The positive control of the faults: a plain, a gzip and a deflate answer arrive whole."""
    import gzip
    import zlib

    body = json.dumps({"a": [1, 2, 3]}).encode()
    answers = (
        http(200, body),
        http(200, gzip.compress(body), {"Content-Encoding": "gzip"}),
        http(200, zlib.compress(body), {"Content-Encoding": "deflate"}),
    )
    async with serving(says(*answers)) as server, client() as http_client:
        for _ in answers:
            reply = await http_client.send(get(server), terms(server), timeout_s=5)
            assert reply.json() == {"a": [1, 2, 3]}
            assert (reply.received, reply.sent, reply.attempts) == (len(body), 1, 1)


async def test_a_dead_port_is_an_error_of_its_own() -> None:
    """Where nothing listens, the code is ERR_CONNECT and the address is named without its query."""
    async with serving(faulty.hangs) as server:
        gone = server.port
    request = Request(
        method="GET", url=f"http://127.0.0.1:{gone}/deals", query=(("token", "topsecret"),)
    )
    async with client() as http_client:
        with pytest.raises(OperatorosError) as raised:
            await http_client.send(
                request, Terms(hosts=(f"127.0.0.1:{gone}",), private=True, attempts=1), timeout_s=5
            )
    assert raised.value.code == "ERR_CONNECT"
    assert "/deals" in raised.value.message
    assert "topsecret" not in str(raised.value.as_json())


async def test_silence_and_slowness_are_told_apart() -> None:
    """Silence ends at the idle limit, dripping only at the total one; the phase says which."""
    for script, phase in ((faulty.hangs, "idle"), (faulty.drips(0.02), "total")):
        async with serving(script) as server, client() as http_client:
            with pytest.raises(OperatorosError) as raised:
                await http_client.send(get(server), terms(server, idle_s=0.2), timeout_s=0.6)
        assert raised.value.details["phase"] == phase


async def test_a_bomb_never_fills_memory() -> None:
    """60 MB of zeros in 60 KB end at the cap: the peak stays near the cap of 1 MB."""
    bomb = faulty.gzip_bomb(60_000_000)
    async with serving(says(bomb)) as server, client() as http_client:
        honest = await http_client.send(
            get(server), terms(server, max_bytes=400_000_000), timeout_s=15, accept=frozenset()
        )
        assert len(honest.body) == 60_000_000
        del honest
        tracemalloc.start()
        with pytest.raises(OperatorosError):
            await http_client.send(get(server), terms(server, max_bytes=1_000_000), timeout_s=5)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak < 6_000_000


async def test_five_megabytes_are_fine() -> None:
    """A large honest answer is no fault."""
    async with serving(says_json(["x" * 1000] * 5000)) as server, client() as http_client:
        reply = await http_client.send(get(server), terms(server), timeout_s=10)
    assert len(reply.body) > 5_000_000
    assert reply.json() == ["x" * 1000] * 5000


async def test_a_login_page_is_not_data() -> None:
    """HTML with status 200 is refused when it is read as JSON, naming its content type."""
    async with serving(says(HTML)) as server, client() as http_client:
        reply = await http_client.send(get(server), terms(server), timeout_s=5)
    with pytest.raises(OperatorosError) as raised:
        reply.json()
    assert raised.value.code == "ERR_NOT_JSON"
    assert raised.value.details["content_type"] == "text/html"


async def test_a_missing_scope_is_named() -> None:
    """A 403 that names the scopes it wants puts them into the message and the hint."""
    async with serving(says_json(MISSING_SCOPE, 403)) as server, client() as http_client:
        with pytest.raises(OperatorosError) as raised:
            await http_client.send(get(server), terms(server), timeout_s=5)
    assert raised.value.details["scopes"] == ["crm.objects.deals.read"]
    assert "crm.objects.deals.read" in raised.value.hint


# ---- who is contacted --------------------------------------------------------------------------


async def test_a_host_that_is_not_listed_hears_nothing() -> None:
    """The allow list is checked before anything is sent; a listed host is asked."""
    async with serving(says(http())) as server, client() as http_client:
        elsewhere = Terms(hosts=("api.example",), private=True)
        with pytest.raises(OperatorosError) as raised:
            await http_client.send(get(server), elsewhere, timeout_s=5)
        assert raised.value.code == "ERR_HOST_REFUSED"
        assert server.connections == 0
        await http_client.send(get(server), terms(server), timeout_s=5)
        assert len(server.heard) == 1


async def test_a_private_address_hears_nothing_unless_it_is_the_users_own() -> None:
    """A connector from elsewhere may not reach this machine; a person's own may."""
    async with serving(says(http())) as server, client() as http_client:
        with pytest.raises(OperatorosError) as raised:
            await http_client.send(get(server), Terms(hosts=(server.host,)), timeout_s=5)
        assert raised.value.code == "ERR_ADDRESS_REFUSED"
        assert server.connections == 0
        await http_client.send(get(server), terms(server), timeout_s=5)
        # What is known from another asker is judged again for this one.
        with pytest.raises(OperatorosError) as raised:
            await http_client.send(get(server), Terms(hosts=(server.host,)), timeout_s=5)
        assert raised.value.code == "ERR_ADDRESS_REFUSED"
        assert len(server.heard) == 1


async def test_a_faster_asker_does_not_lend_its_addresses() -> None:
    """Two askers resolve one name at once: the second is judged by what is really connected to."""
    stored = anyio.Event()

    async def resolve(host: str) -> tuple[Address, ...]:
        if stored.is_set():
            return (IPv4Address("127.0.0.1"),)
        stored.set()
        await first_done.wait()
        return (IPv4Address("8.8.8.8"),)

    first_done = anyio.Event()
    codes: list[str] = []
    async with serving(faulty.closes) as server, client(resolve=resolve) as http_client:
        host = f"api.example:{server.port}"
        request = Request(method="GET", url=f"https://{host}/")

        async def stranger() -> None:
            try:
                await http_client.send(request, Terms(hosts=(host,), attempts=1), timeout_s=2)
            except OperatorosError as exc:
                codes.append(exc.code)

        async with anyio.create_task_group() as group:
            group.start_soon(stranger)
            await stored.wait()
            own = Terms(hosts=(host,), private=True, attempts=1)
            with pytest.raises(OperatorosError) as raised:
                await http_client.send(request, own, timeout_s=0.5)
            assert raised.value.code == "ERR_SOURCE_TIMEOUT"
            first_done.set()
        assert codes == ["ERR_ADDRESS_REFUSED"]
        assert server.connections == 1


async def test_what_was_resolved_is_what_is_connected_to() -> None:
    """A name is resolved once a run, and that address is used: it cannot change in between."""
    answers = iter([(IPv4Address("127.0.0.1"),), (IPv4Address("169.254.169.254"),)])
    asked: list[str] = []

    async def resolve(host: str) -> tuple[Address, ...]:
        asked.append(host)
        return next(answers)

    async with serving(says(http())) as server, client(resolve=resolve) as http_client:
        name = f"api.example:{server.port}"
        for _ in range(2):
            await http_client.send(
                Request(method="GET", url=f"http://{name}/"),
                Terms(hosts=(name,), private=True),
                timeout_s=5,
            )
        assert asked == ["api.example"]
        assert all(f"Host: {name}".encode() in head for head in server.heard)


async def test_names_at_one_address_do_not_share_a_connection() -> None:
    """Two hosts behind one address get a connection each: what one may do, the other may not."""

    async def resolve(host: str) -> tuple[Address, ...]:
        return (IPv4Address("127.0.0.1"),)

    async with serving(says(http())) as server, client(resolve=resolve) as http_client:
        for name in ("one.example", "two.example", "one.example"):
            host = f"{name}:{server.port}"
            await http_client.send(
                Request(method="GET", url=f"http://{host}/"),
                Terms(hosts=(host,), private=True),
                timeout_s=5,
            )
        assert server.connections == 2


async def test_the_next_address_is_tried_if_one_does_not_answer() -> None:
    """A name with a dead address and a living one works, and the living one is kept."""

    async def resolve(host: str) -> tuple[Address, ...]:
        return (IPv4Address("127.0.0.1"), IPv6Address("::1"))

    receipt = Receipt()
    async with (
        serving(says(http()), address="::1") as server,
        client(resolve=resolve, receipt=receipt) as http_client,
    ):
        host = f"api.example:{server.port}"
        for _ in range(2):
            await http_client.send(
                Request(method="GET", url=f"http://{host}/"),
                Terms(hosts=(host,), private=True),
                timeout_s=5,
            )
    assert [row.requests for row in receipt.rows()] == [3]


async def test_the_receipt_counts_what_went_out_and_came_in() -> None:
    """Requests, bytes out and decoded bytes in are noted by host, failures included."""
    receipt = Receipt()
    answers = says(http(500, b'{"message": "no"}'), http(200, b"[1]"))
    async with serving(answers) as server, client(receipt=receipt) as http_client:
        with pytest.raises(OperatorosError):
            await http_client.send(get(server), terms(server), timeout_s=5)
        await http_client.send(
            Request(method="POST", url=server.url + "/", body=b"[1, 2]"),
            terms(server),
            timeout_s=5,
        )
        (row,) = receipt.rows()
        assert (row.host, row.requests, row.enforced) == (server.host, 2, True)
        assert row.bytes_in == len(b'{"message": "no"}') + 3
        assert abs(row.bytes_out - sum(map(len, server.heard))) < 100


# ---- secrets and redirects ---------------------------------------------------------------------

TOKEN = "tok-9f8e7d6c5b4a"


async def test_no_error_shows_a_credential() -> None:
    """A server that repeats the credential in its error does not get it into ours."""
    async with (
        serving(says_json({"message": f"bad key Bearer {TOKEN}"}, 401)) as server,
        client() as http_client,
    ):
        request = get(
            server,
            secret_headers={"Authorization": Secret(f"Bearer {TOKEN}")},
            secret_query={"key": Secret(TOKEN)},
        )
        with pytest.raises(OperatorosError) as raised:
            await http_client.send(request, terms(server), timeout_s=5)
        assert TOKEN.encode() in server.heard[0], "the control: it was really sent"
        assert TOKEN not in str(raised.value.as_json())
        assert TOKEN not in repr(request)


async def test_no_log_shows_a_credential_or_a_query(caplog: pytest.LogCaptureFixture) -> None:
    """With every logger at its most talkative, neither the key nor the query is written."""
    caplog.set_level(1)
    async with serving(says(http())) as server, client() as http_client:
        request = get(
            server,
            query=(("q", "private-words"),),
            secret_headers={"Authorization": Secret(f"Bearer {TOKEN}")},
            secret_query={"key": Secret(TOKEN)},
        )
        await http_client.send(request, terms(server), timeout_s=5)
        assert b"private-words" in server.heard[0], "the control: it was really sent"
    assert caplog.records, "the control: somebody logs"
    assert TOKEN not in caplog.text
    assert "private-words" not in caplog.text


async def test_a_credential_with_a_line_break_is_named_not_shown() -> None:
    """A header that would split the request is refused before anything is sent."""
    async with serving(says(http())) as server, client() as http_client:
        for value in (f"{TOKEN}\r\nX-Evil: 1", f"{TOKEN}\n", f" {TOKEN}", f"{TOKEN}\0", "ключ"):
            request = get(server, secret_headers={"X-Api-Key": Secret(value)})
            with pytest.raises(OperatorosError) as raised:
                await http_client.send(request, terms(server), timeout_s=5)
            assert raised.value.code == "ERR_HEADER_INVALID"
            assert TOKEN not in str(raised.value.as_json())
        assert server.heard == []


async def test_configured_headers_stay_at_home() -> None:
    """A redirect to another listed origin is followed bare; to the same origin with its headers."""
    async with serving(says(http(200, b"[1]"))) as target, client() as http_client:
        for location, carried in (("/b", True), (f"{target.url}/b", False)):
            first = says(http(302, b"", {"Location": location}), http(200, b"[1]"))
            async with serving(first) as server:
                request = get(server, "/a", headers={"X-Api-Key": "configured", "X-B": "2"})
                both = Terms(hosts=(server.host, target.host), private=True)
                reply = await http_client.send(request, both, timeout_s=5)
                assert reply.json() == [1]
                last = server.heard[-1] if carried else target.heard[-1]
            assert last.startswith(b"GET /b ")
            assert (b"X-Api-Key" in last) is carried
            assert (b"X-B" in last) is carried


async def test_a_request_with_a_credential_is_not_redirected() -> None:
    """With a credential no redirect is followed, and the target hears nothing."""
    async with serving(says(http())) as target, client() as http_client:
        for location in ("/b", f"{target.url}/b"):
            async with serving(says(http(307, b"", {"Location": location}), http())) as server:
                request = get(server, "/a", secret_headers={"X-Api-Key": Secret(TOKEN)})
                both = Terms(hosts=(server.host, target.host), private=True)
                with pytest.raises(OperatorosError) as raised:
                    await http_client.send(request, both, timeout_s=5)
                assert raised.value.code == "ERR_REDIRECT_REFUSED"
                assert len(server.heard) == 1
        assert target.heard == []


# ---- TLS ---------------------------------------------------------------------------------------


def _certificate(folder: Path, name: str) -> tuple[Path, Path]:
    """Make a certificate for a name, signed by itself."""
    from datetime import UTC, datetime, timedelta

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "cert.pem", folder / "key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return certificate, private


@pytest.mark.parametrize(
    ("trusted", "name", "code"),
    [(True, "api.example", ""), (False, "api.example", "ERR_TLS"), (True, "b.example", "ERR_TLS")],
)
async def test_the_certificate_must_be_the_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trusted: bool, name: str, code: str
) -> None:
    """An address is connected to, but the certificate is checked against the host's name."""
    import ssl

    from anyio.streams.tls import TLSListener

    certificate, private = _certificate(tmp_path, "api.example")
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, private)
    named: list[str | None] = []
    context.sni_callback = lambda sock, host, ctx: named.append(host)

    async def resolve(host: str) -> tuple[Address, ...]:
        return (IPv4Address("127.0.0.1"),)

    async def talk(stream: anyio.abc.ByteStream) -> None:
        async with stream:
            try:
                await stream.receive()
                await stream.send(http(200, b"[1]"))
            except (anyio.EndOfStream, anyio.BrokenResourceError):
                return

    class Quiet(TLSListener):
        @staticmethod
        async def handle_handshake_error(exc: BaseException, stream: AnyByteStream) -> None:
            """Close and say nothing: refused handshakes are what is tested."""
            await anyio.aclose_forcefully(stream)

    plain = await anyio.create_tcp_listener(local_host="127.0.0.1")
    port = plain.extra(anyio.abc.SocketAttribute.local_port)
    async with plain, anyio.create_task_group() as group:
        group.start_soon(Quiet(plain, context, standard_compatible=False).serve, talk)
        host = f"{name}:{port}"
        asked = Terms(hosts=(host,), private=True, attempts=1)
        async with Client(receipt=Receipt(), resolve=resolve) as http_client:
            request = Request(method="GET", url=f"https://{host}/")
            if code:
                with pytest.raises(OperatorosError) as raised:
                    await http_client.send(request, asked, timeout_s=5)
                assert raised.value.code == code
            else:
                assert (await http_client.send(request, asked, timeout_s=5)).json() == [1]
        group.cancel_scope.cancel()
    assert named == [name]
