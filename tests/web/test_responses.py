"""Where a page goes after a button."""

from __future__ import annotations

from operatoros.web.responses import go_to, nothing


def test_a_page_is_sent_on_or_left_as_it_is() -> None:
    """The script reads the header; no body is swapped in either case."""
    assert go_to("/runs/1").headers["hx-redirect"] == "/runs/1"
    assert (go_to("/").status_code, nothing().status_code) == (204, 204)
    assert "hx-redirect" not in nothing().headers
