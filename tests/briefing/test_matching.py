from decimal import Decimal

from operatoros.briefing.figures import Figure
from operatoros.briefing.matching import Support, first, fits


def figure(value: str, slack: str = "0.5", bound: str = "") -> Figure:
    """Return an amount in dollars."""
    return Figure(
        text="", start=0, end=0, kind="money", value=Decimal(value), slack=Decimal(slack),
        currency="$", bound=bound,
    )  # fmt: skip


def test_a_figure_fits_to_half_of_its_last_digit() -> None:
    """Rounding is allowed, hedges leave room on their side only."""
    assert fits(figure("100"), Decimal("100.4"))
    assert not fits(figure("100"), Decimal("100.6"))
    assert fits(figure("100", bound="over"), Decimal(120))
    assert not fits(figure("100", bound="over"), Decimal(90))
    assert fits(figure("100", bound="under"), Decimal(90))


def test_currencies_are_never_mixed_up() -> None:
    """The first candidate of the same currency supports a figure."""
    candidates = [(Decimal(100), "EUR", "D-1"), (Decimal(100), "USD", "D-2")]
    assert first(figure("100"), candidates) == Support(handle="D-2")
    assert first(figure("100"), candidates[:1]) is None
