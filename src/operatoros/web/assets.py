"""Styles, scripts and icons: ours from `static/`, third-party ones from `assets/`.

Each is served under an address that holds the hash of its content, so a browser may keep it for
ever and never shows an old one. Texts are sent compressed; nothing comes from elsewhere.
"""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fastapi import APIRouter, Request
from fastapi.responses import Response

from operatoros.app.showing import parts_style
from operatoros.errors import NotFound, Unavailable

_HERE = Path(__file__).parent
_KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
# Name: the files that it is made of, in order.
TABLE: dict[str, tuple[str, ...]] = {
    "basecoat.css": ("assets/basecoat.css",),
    "operatoros.css": ("parts", "static/operatoros.css", "static/diff.css"),
    "theme.js": ("static/theme.js",),
    "htmx.js": ("assets/htmx.js", "assets/hx-sse.js"),
    "operatoros.js": ("static/operatoros.js",),
    "icons.svg": ("assets/icons.svg",),
    "logo.svg": ("static/logo.svg",),
}


class AssetsMissing(Unavailable):
    """The third-party styles and scripts were never fetched. Raised by: address_of, serve."""

    code = "ERR_ASSETS_MISSING"

    def __init__(self, *, name: str) -> None:
        super().__init__(
            f"the web page's {name!r} is not installed",
            hint="run `make assets`; an installed package has them",
        )


class AssetNotFound(NotFound):
    """There is no such style, script or icon."""

    code = "ERR_ASSET_NOT_FOUND"

    def __init__(self, *, name: str) -> None:
        super().__init__(f"there is no asset {name!r}", hint="reload the page")


@dataclass(frozen=True, slots=True)
class Asset:
    """One asset: what is sent, and the hash that its address holds."""

    kind: str
    plain: bytes
    packed: bytes
    digest: str


@cache
def asset(name: str) -> Asset:
    """Return an asset, read once.

    Raises:
        AssetNotFound, AssetsMissing.
    """
    if name not in TABLE:
        raise AssetNotFound(name=name)
    try:
        plain = b"\n".join(_part(part) for part in TABLE[name])
    except FileNotFoundError as exc:
        raise AssetsMissing(name=name) from exc
    return Asset(
        kind=_KINDS[Path(name).suffix],
        plain=plain,
        packed=gzip.compress(plain, 9, mtime=0),
        digest=hashlib.sha256(plain).hexdigest()[:16],
    )


def _part(part: str) -> bytes:
    if part == "parts":
        return parts_style().encode()
    return (_HERE / part).read_bytes()


def address_of(name: str) -> str:
    """Return where an asset is served."""
    return f"/assets/{asset(name).digest}/{name}"


router = APIRouter(include_in_schema=False)


@router.get("/assets/{digest}/{name}")
def get(request: Request, digest: str, name: str) -> Response:
    """Serve an asset; an address with another hash is not found."""
    found = asset(name)
    if digest != found.digest:
        raise AssetNotFound(name=name)
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.packed, media_type=found.kind, headers=headers)
    return Response(found.plain, media_type=found.kind, headers=headers)
