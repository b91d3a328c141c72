"""What routes answer: where a page goes after a button, and JSON that any text fits into."""

from __future__ import annotations

import json
from typing import Any

from fastapi.responses import JSONResponse, Response


class AsJson(JSONResponse):
    """JSON in ASCII: half a surrogate pair, which a fetched text may hold, has no UTF-8."""

    def render(self, content: Any) -> bytes:
        """Return the bytes."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


def go_to(address: str) -> Response:
    """Send the page to another address."""
    return Response(status_code=204, headers={"HX-Redirect": address})


def nothing() -> Response:
    """Leave the page as it is: what changed comes by its stream."""
    return Response(status_code=204)
