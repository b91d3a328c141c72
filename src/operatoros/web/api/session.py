"""What a program needs before its first change: the token that each change carries."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi.responses import Response

import operatoros
from operatoros.web.api.contract import router as new_router
from operatoros.web.api.contract import told
from operatoros.web.context import Here

router = new_router("session")


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionShown:
    """The server: `csrf` goes into the header X-CSRF-Token, `login` says whether people log in."""

    csrf: str
    login: bool
    version: str


@router.get("/session", response_model=SessionShown, summary="The server and its token")
def show_session(site: Here) -> Response:
    """Say which version this is, and the token that each change without a key must carry."""
    return told({"csrf": site.csrf, "login": site.login, "version": str(operatoros.__version__)})
