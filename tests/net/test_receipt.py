"""The egress receipt adds up."""

from __future__ import annotations

from operatoros.net.receipt import Receipt


def test_contacts_are_added_up_by_host() -> None:
    """Rows are sorted by host; enforced and unenforced contacts are kept apart."""
    receipt = Receipt()
    for host, enforced in (("b", True), ("a", True), ("b", True), ("b", False)):
        receipt.note(host, requests=1, bytes_out=10, bytes_in=100, enforced=enforced)
    rows = [(row.host, row.requests, row.bytes_out, row.bytes_in) for row in receipt.rows()]
    assert rows == [("a", 1, 10, 100), ("b", 1, 10, 100), ("b", 2, 20, 200)]
    assert [row.enforced for row in receipt.rows()] == [True, False, True]
