"""Who agreed to send which operator's records where: asked once, kept in the state folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

from operatoros.errors import InvalidInput


class ConsentsUnreadable(InvalidInput):
    """The file of recorded consents is broken. Raised by: agreed, agree."""

    code = "ERR_CONSENTS_UNREADABLE"

    def __init__(self, *, file: Path) -> None:
        super().__init__(
            f"cannot read the recorded consents in {str(file)!r}",
            hint="move the file away; you will be asked again",
            details={"file": str(file)},
        )


def agreed(home: Path, *, operator: str, host: str) -> bool:
    """Say whether somebody agreed to send this operator's records to this host."""
    return host in _read(home / "consents.json").get(operator, {})


def agree(home: Path, *, operator: str, host: str, at: str) -> None:
    """Record that somebody agreed.

    Args:
        home: The state folder.
        operator: Id of the operator.
        host: Host that receives its records.
        at: ISO 8601 time in UTC.
    """
    file = home / "consents.json"
    found = _read(file)
    found.setdefault(operator, {})[host] = at
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"consents.json.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(found, stream, indent=1, sort_keys=True)
    draft.replace(file)


def _read(file: Path) -> dict[str, dict[str, str]]:
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as exc:
        raise ConsentsUnreadable(file=file) from exc
    if not isinstance(found, dict) or not all(isinstance(row, dict) for row in found.values()):
        raise ConsentsUnreadable(file=file)
    return found
