"""Goals: what is read, and that nothing is invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from operatoros.catalog.declared import Goal, Goals
from operatoros.catalog.goals import parse_goals, read_goals
from operatoros.catalog.problems import CatalogInvalid

GOOD = Path(__file__).parent.parent / "corpus" / "catalog" / "good"


def test_everything_that_goals_can_say() -> None:
    """Numbers and dates stay as written; rates are numbers."""
    goals = parse_goals((GOOD / "goals-everything.yaml").read_bytes(), file="goals.yaml")
    assert goals == Goals(
        organization="Northwind",
        role="Head of Sales",
        goals=(
            Goal(
                id="revenue",
                description="Reach the number",
                metric="revenue",
                target="1000000",
                deadline="2026-12-31",
                priority="high",
            ),
            Goal(id="churn"),
        ),
        context="We sell to hospitals.\n",
        time_zone="Europe/Berlin",
        locale="de-DE",
        currency="EUR",
        rates={"USD": 0.92, "GBP": 1.17},
    )


def test_the_least_that_goals_can_say() -> None:
    """A name alone is enough; everything else is empty, not guessed."""
    goals = parse_goals("organization: Northwind\n", file="goals.yaml")
    assert goals == Goals(organization="Northwind")


def test_a_locale_may_have_an_underscore() -> None:
    """de_DE, as systems write it, means de-DE."""
    assert parse_goals("locale: de_DE\n", file="g").locale == "de-DE"


@pytest.mark.parametrize(
    "zone", ["Europe/Atlantis", "../../etc/passwd", "/etc/localtime", "UTC\\0", "x" * 300]
)
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    """Only names of the IANA list count; a path is no name."""
    goals, problems = read_goals(f"time_zone: '{zone}'\n", file="goals.yaml")
    assert goals is None
    assert [p.code for p in problems] == ["ERR_GOALS_TIME_ZONE"]


def test_broken_goals_raise() -> None:
    """All problems of the file are carried by one error."""
    with pytest.raises(CatalogInvalid) as caught:
        parse_goals("currency: euro\ngoalz: []\n", file="goals.yaml")
    assert len(caught.value.problems) == 2
