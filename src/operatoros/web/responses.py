"""Where a page goes after a button: the same answer for a script and for a plain form."""

from __future__ import annotations

from fastapi.responses import Response


def go_to(address: str) -> Response:
    """Send the page to another address."""
    return Response(status_code=204, headers={"HX-Redirect": address})


def nothing() -> Response:
    """Leave the page as it is: what changed comes by its stream."""
    return Response(status_code=204)
