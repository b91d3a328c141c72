from decimal import Decimal

from operatoros.briefing.money import Amount, add_up, amount_at, convert, listed, written
from operatoros.values.record import Money, Shape, make_record
from tests.briefing.samples import reader


def amounts(*pairs: tuple[str, str]) -> list[Amount]:
    """Return amounts of (number, currency)."""
    return [Amount(value=Decimal(number), currency=code) for number, code in pairs]


def test_sums_are_exact_and_by_currency() -> None:
    """Ten dimes are one, and currencies never mix; amounts without a currency come last."""
    sums = add_up(amounts(*[("0.1", "USD")] * 10, ("5", "EUR"), ("7", ""), ("7", "")))
    assert [(str(s.total), s.currency, s.count) for s in sums] == [
        ("1.0", "USD", 10),
        ("5", "EUR", 1),
        ("14", "", 2),
    ]
    assert written(sums, reader()) == "$1, €5 and 14 without a currency"


def test_huge_amounts_stay_exact() -> None:
    """A thirty-digit amount and a cent add up without losing the cent."""
    (total,) = add_up(amounts(("9" * 29, "USD"), ("0.01", "USD")))
    assert str(total.total) == "9" * 29 + ".01"


def test_conversion_needs_the_users_rates() -> None:
    """With a rate for each currency there is one total; a missing rate means there is none."""
    sums = add_up(amounts(("100", "USD"), ("50", "EUR")))
    assert convert(sums, reader(currency="EUR", rates={"USD": 0.92})) == Decimal("142.00")
    assert convert(sums, reader(currency="EUR")) is None
    assert convert(add_up(amounts(("1", ""))), reader(currency="EUR", rates={"USD": 1})) is None


def test_the_currency_is_a_code_or_a_path() -> None:
    """A code in capitals is the currency itself, a path leads to one, nonsense is none."""
    record = make_record(
        "s", {"amount": "5", "cur": "eur", "bad": "Euros"}, Shape(), fetched_at="t", position=0
    )
    found = [
        amount_at(record, Money(amount="amount", currency=code)) for code in ("GBP", "cur", "bad")
    ]
    assert [a.currency if a else None for a in found] == ["GBP", "EUR", ""]
    assert amount_at(record, Money(amount="nowhere")) is None


def test_phrases_are_joined_as_a_person_would() -> None:
    """One, two and three parts."""
    assert [listed(list("abc")[:n]) for n in range(4)] == ["", "a", "a and b", "a, b and c"]
