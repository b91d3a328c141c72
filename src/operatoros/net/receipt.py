"""The egress receipt: who was contacted for how much, written as it happens."""

from __future__ import annotations

from operatoros.values.coverage import Egress


class Receipt:
    """Adds up contacts by host; one per run."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, bool], list[int]] = {}

    def note(
        self, host: str, *, requests: int, bytes_out: int, bytes_in: int, enforced: bool
    ) -> None:
        """Add to a host's row.

        Args:
            host: Host name with port, or `stdio:COMMAND` for a child process.
            requests: Requests sent.
            bytes_out: Bytes sent.
            bytes_in: Bytes received, after decoding.
            enforced: Whether we made sure that nobody else was contacted.
        """
        row = self._rows.setdefault((host, enforced), [0, 0, 0])
        row[0] += requests
        row[1] += bytes_out
        row[2] += bytes_in

    def rows(self) -> tuple[Egress, ...]:
        """Return the receipt, by host name."""
        return tuple(
            Egress(host=host, requests=r, bytes_out=o, bytes_in=i, enforced=enforced)
            for (host, enforced), (r, o, i) in sorted(self._rows.items())
        )
