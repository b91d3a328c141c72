"""What may go over the wire to a model: which addresses, which text.

An address is https, or http on this machine, and holds no credentials.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from operatoros.llm.failures import Whom, model_failure
from operatoros.secrets import Secret


def checked_host(base_url: str, *, kind: str, model: str) -> str:
    """Return the host (with a port that is not the usual one) of a base URL.

    Raises:
        ModelRequestInvalid: ERR_MODEL_BASE_URL; the URL itself is not shown, it may hold a
            password.
    """
    try:
        parts = urlsplit(base_url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    whom = Whom(kind=kind, model=model, host=host or "?", key_name="", key=Secret(""))
    secure = parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(host))
    if not host or not secure or parts.username is not None or parts.password is not None:
        raise model_failure("ERR_MODEL_BASE_URL", whom, details={"scheme": parts.scheme})
    shown = f"[{host}]" if ":" in host else host
    usual = {"https": 443, "http": 80}[parts.scheme]
    return shown if port is None or port == usual else f"{shown}:{port}"


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def sendable(text: str) -> str:
    """Return text that UTF-8 can carry: a lone surrogate (fetched data has them) becomes U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
