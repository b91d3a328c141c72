"""Turns of phrase that several texts of blind_c.jsonl share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from briefing_blind import Page


def cite(p: Page, *words: str) -> str:
    """Cite the computed line that has these words, if there is one."""
    return f" {p.f(*words)}" if any(all(w in text for w in words) for _, text in p.world.computed(p.locale)) else ""


def ago(p: Page, day: date) -> str:
    """Say how long ago a day was."""
    away = (p.today - day).days
    if away <= 1:
        return p.rel(day)
    return f"vor {p.n(away)} Tagen" if p.lang == "de" else f"{p.n(away)} days ago"


def ahead(p: Page, day: date) -> str:
    """Say how far away a day is."""
    away = (day - p.today).days
    if away <= 1:
        return p.rel(day)
    return f"in {p.n(away)} Tagen" if p.lang == "de" else f"in {p.n(away)} days"


def days(p: Page, count: int) -> str:
    """Write a number of days in digits."""
    if p.lang == "de":
        return p.n(count) + (" Tag" if count == 1 else " Tage")
    return p.n(count) + (" day" if count == 1 else " days")


def joined(parts: Sequence[str], word: str = "and") -> str:
    """Join parts as a sentence does."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + f" {word} {parts[-1]}"


def level(found: Sequence[tuple[Any, list[Any]]]) -> str:
    """Name the groups that are as large as the first."""
    same = [str(name) for name, rows in found[1:] if len(rows) == len(found[0][1])]
    return f" (level with {joined(same)})" if same else ""
