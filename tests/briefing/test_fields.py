from decimal import Decimal

from operatoros.briefing.fields import name_words
from tests.briefing.pantry import evidence


def test_a_field_is_named_by_its_words() -> None:
    """Names are split where people split them."""
    assert name_words("firstReplyMinutes") == ("first", "reply", "minutes")
    assert name_words("stock.par_level") == ("stock", "par", "level")


def test_a_column_comes_to_what_its_numbers_come_to() -> None:
    """Total, ends, runner-up and median of some records; a null is told apart from a number."""
    fields = evidence().fields
    spreads = fields.spreads(frozenset({"I-1", "I-2", "I-4"}))
    one = next(one for one in spreads if one.column.path == "onHand")
    assert (one.count, one.total, one.low, one.high) == (3, Decimal(46), Decimal(4), Decimal(30))
    assert (one.second, one.median) == (Decimal(12), Decimal(12))
    stars = next(column for column in fields.columns if column.path == "stars")
    assert stars.empty == {"V-1", "V-2", "V-3", "V-6"}
    assert [column.path for column in fields.columns if column.is_price] == ["unitCost", "fee"]
