"""Decoding within a cap."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from operatoros.net.decoding import OFFERED, Decoder, OverCapError


def _raw_deflate(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return engine.compress(data) + engine.flush()


ENCODERS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    "identity": lambda data: data,
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "x-gzip": lambda data: gzip.compress(data, mtime=0),
    "GZIP ": lambda data: gzip.compress(data, mtime=0),
    "deflate": lambda data: zlib.compress(data),
    "deflate raw": _raw_deflate,
}


@settings(deadline=None)
@given(
    data=st.binary(max_size=5000),
    name=st.sampled_from(sorted(ENCODERS)),
    step=st.integers(1, 700),
)
def test_every_encoding_comes_back_whole(data: bytes, name: str, step: int) -> None:
    """Whatever the pieces, the bytes are the same; exactly the cap is not too much."""
    sent = ENCODERS[name](data)
    decoder = Decoder(name.removesuffix(" raw"), cap=len(data))
    for start in range(0, len(sent), step):
        decoder.feed(sent[start : start + step])
    assert decoder.close() == data
    assert decoder.size == len(data)


@pytest.mark.parametrize("name", sorted(ENCODERS))
def test_one_byte_more_than_the_cap_is_too_much(name: str) -> None:
    """The cap holds for every encoding, to the byte."""
    decoder = Decoder(name.removesuffix(" raw"), cap=999)
    with pytest.raises(OverCapError):
        decoder.feed(ENCODERS[name](b"a" * 1000))
    assert decoder.size == 999


def test_a_bomb_ends_at_the_cap() -> None:
    """50 MB of zeros never become more bytes than the cap allows."""
    decoder = Decoder("gzip", cap=10_000)
    with pytest.raises(OverCapError):
        decoder.feed(gzip.compress(b"\0" * 50_000_000, mtime=0))
    assert decoder.size == 10_000


def test_gzip_in_parts_counts_together() -> None:
    """Several gzip members are one body, with one cap; zeros after them are padding."""
    parts = gzip.compress(b"one", mtime=0) + gzip.compress(b"two", mtime=0) + b"\0" * 20
    decoder = Decoder("gzip", cap=6)
    decoder.feed(parts)
    assert decoder.close() == b"onetwo"
    with pytest.raises(OverCapError):
        Decoder("gzip", cap=5).feed(parts)


def test_endless_emptiness_ends() -> None:
    """Gzip members that unpack to nothing end once more came than the cap allows."""
    empty = gzip.compress(b"", mtime=0) * 5000
    decoder = Decoder("gzip", cap=10_000)
    with pytest.raises(OverCapError):
        decoder.feed(empty)
    assert decoder.size == 0


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("gzip", b"this is not gzip"),
        ("gzip", gzip.compress(b"one", mtime=0) + b"rest"),
        ("gzip", gzip.compress(b"a" * 100, mtime=0)[:-10]),
        ("gzip", gzip.compress(b"a", mtime=0)[:-8] + b"\0" * 8),
        ("deflate", b"\xff\xff\xff\xff"),
        ("deflate", zlib.compress(b"one") + b"rest"),
        ("deflate", zlib.compress(b"a" * 100)[:-3]),
        ("deflate", b"x"),
    ],
)
def test_damage_is_told(name: str, sent: bytes) -> None:
    """What is damaged, cut off or followed by something is refused."""
    decoder = Decoder(name, cap=1000)
    with pytest.raises(ValueError, match="it"):  # noqa: PT012  damage shows at feed or at close
        decoder.feed(sent)
        decoder.close()


@pytest.mark.parametrize("name", ["br", "zstd", "compress", "gzip, gzip", "gzip, br", "exi"])
def test_what_was_not_offered_is_refused(name: str) -> None:
    """Brotli, zstd and layers are not decoded at all."""
    with pytest.raises(ValueError, match="offered"):
        Decoder(name, cap=1000)
    assert name not in OFFERED.split(", ")


def test_a_length_beyond_the_cap_is_refused_before_reading() -> None:
    """An honest Content-Length saves the transfer; for compressed bodies it says nothing."""
    with pytest.raises(OverCapError):
        Decoder("", cap=10).expect("11")
    Decoder("", cap=10).expect("10")
    Decoder("", cap=10).expect("many")
    Decoder("gzip", cap=10).expect("11")
