"""A checked text as a person reads it: what was not found is marked, the footer counts.

What checks a text stands in `check`, which takes 30 ms to import; a run without a model shows
none and never imports it.
"""

from __future__ import annotations

from operatoros.values.findings import Checks


def render_checked(text: str, checks: Checks) -> str:
    """Return a text for a terminal with what was not found marked, and a footer.

    The marks stand right after the figures: `$52,000 [not found in the data]`.
    """
    parts: list[str] = []
    place = 0
    for item in sorted(checks.unmatched, key=lambda item: item.end):
        parts.append(text[place : item.end])
        closing = text[item.end : item.end + 1] == "]"
        place = item.end + 1 if closing else item.end
        parts.append(("]" if closing else "") + f" [{item.why}]")
    parts.append(text[place:])
    return "".join(parts).rstrip("\n") + "\n\n" + footer(checks) + "\n"


def footer(checks: Checks) -> str:
    """Say how many figures were found."""
    if not checks.figures:
        return "No figures to check."
    return f"{checks.found:,} of {checks.figures:,} figures found in the data."
