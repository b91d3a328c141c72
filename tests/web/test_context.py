"""What routes share: settings are read anew, so a new credential counts at once."""

from __future__ import annotations

from pathlib import Path

from tests.web.conftest import Served


def test_a_file_that_changes_counts_at_the_next_request(served: Served, project: Path) -> None:
    """An operator written while the server runs is on the page without a restart."""
    assert "brand-new" not in served.get("/operators").text
    text = (project / "config" / "operators" / "deals.yaml").read_text(encoding="utf-8")
    new = text.replace("id: deals", "id: brand-new").replace("name: Deals", "name: Brand new")
    (project / "config" / "operators" / "brand-new.yaml").write_text(new, encoding="utf-8")
    assert "Brand new" in served.get("/operators").text
