"""What is documented is what is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from scripts import generate_docs

REPOSITORY = Path(__file__).resolve().parent.parent.parent


def test_generated_pages_are_fresh() -> None:
    """Every page that is compiled from the program equals what the program says now."""
    for path, text in generate_docs.pages().items():
        assert path.is_file(), f"{path.name} is missing: run `make fix`"
        assert path.read_text(encoding="utf-8") == text, f"{path.name} is stale: run `make fix`"


def test_each_code_is_unique_and_proved() -> None:
    """Each error code means one thing, says what, and stands in some test or corpus file."""
    files = [file for file in (REPOSITORY / "tests").rglob("*") if file.is_file()]
    texts = [
        file.read_text(encoding="utf-8", errors="replace")
        for file in files
        if "__pycache__" not in file.parts and file != Path(__file__)
    ]
    words = set(re.findall(r"[A-Za-z_][A-Za-z0-9_]+", "\n".join(texts)))
    codes = generate_docs.codes()
    assert all(meaning for _, meaning, _ in codes.values())
    names = generate_docs.class_names()
    missing = sorted(
        code for code in codes if code not in words and names.get(code, "") not in words
    )
    assert not missing, f"no test names {missing}"


@pytest.mark.parametrize("page", sorted((REPOSITORY / "docs").rglob("*.md")), ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """Every relative link in the docs points to a file that exists."""
    for target in re.findall(
        r"\]\((?!https?:|#|mailto:)([^)#]+)", page.read_text(encoding="utf-8")
    ):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
