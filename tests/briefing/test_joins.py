from collections.abc import Mapping

import pytest

from operatoros.briefing.joins import company, meet
from operatoros.values.jsonable import Json
from operatoros.values.record import Shape, make_record

TITLED = Shape(title="title")


def partners(ours: Mapping[str, Json], theirs: Mapping[str, Json], match: Json) -> bool:
    """Say whether two records meet."""
    one = make_record("a", ours, TITLED, fetched_at="t", position=0)
    two = make_record("b", theirs, TITLED, fetched_at="t", position=0)
    return meet([one], TITLED, [two], TITLED, match).partners == ((0,),)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ACME, Inc.", "acme"),
        ("Acmé GmbH", "ACME"),
        ("Globex Corporation", "Globex Ltd"),
        ("Müller & Söhne GmbH & Co. KG", "muller sohne"),
        ("Nordic A/S", "Nordic A S"),
        ("Inc", "INC."),
    ],
)
def test_company_names_are_compared_without_their_form(one: str, other: str) -> None:
    """Case, accents and forms such as Inc or GmbH do not matter; a name of forms only stays."""
    assert company(one) == company(other) != ""


@pytest.mark.parametrize(
    ("match", "ours", "theirs", "met"),
    [
        ("domain", {"mail": "a@acme.com"}, {"parties": [{"mail": "b@ACME.com"}]}, True),
        ("domain", {"website": "https://www.acme.com/x"}, {"mail": "b@acme.com"}, True),
        ("domain", {"mail": "a@gmail.com"}, {"mail": "b@gmail.com"}, False),
        ("domain", {"mail": "a@acme.com"}, {"url": "https://acme.com"}, False),
        ("email", {"mail": "A@acme.com"}, {"text": "from a@acme.com today"}, True),
        ("email", {"mail": "a@acme.com"}, {"mail": "b@acme.com"}, False),
        ("id", {"id": "7"}, {"id": "1", "deal_ids": [6, 7]}, True),
        ("id", {"id": "7"}, {"id": "1", "dealId": "7"}, True),
        ("id", {"id": "7"}, {"id": "1", "count": 7}, False),
        ("name", {"title": "Acme renewal"}, {"title": "ACME Inc. - discovery"}, True),
        ("name", {"title": "Acme renewal"}, {"title": "Globex renewal"}, False),
        ("name", {"company": {"name": "Acme GmbH"}}, {"account_name": "acme"}, True),
        ("name", {"title": "Renewal"}, {"title": "Renewal"}, False),
        ("company", {"company": "Acme Ltd"}, {"company": "ACME"}, True),
        ({"company": "account"}, {"company": "Acme"}, {"account": "Acme, Inc."}, True),
        ({"company": "parties.org"}, {"company": "A1"}, {"parties": [{"org": "B"}, {"org": "a1"}]},
         True),
        ({"a": "x", "b": "y"}, {"a": "1", "b": "2"}, {"x": "1", "y": "2"}, True),
        ({"a": "x", "b": "y"}, {"a": "1", "b": "2"}, {"x": "1", "y": "3"}, False),
    ],
)  # fmt: skip
def test_records_meet_by_what_the_rule_names(
    match: Json, ours: Mapping[str, Json], theirs: Mapping[str, Json], met: bool
) -> None:
    """Each way to match finds its partners and keeps strangers apart."""
    assert partners(ours, theirs, match) is met


def test_who_cannot_be_matched_is_told_from_who_met_nobody() -> None:
    """A record with nothing to match by is keyless; one left over on the other side is alone."""
    ours = [
        make_record("a", {"company": name}, TITLED, fetched_at="t", position=n)
        for n, name in enumerate(["Acme", "", "Globex"])
    ]
    theirs = [
        make_record("b", {"company": name}, TITLED, fetched_at="t", position=n)
        for n, name in enumerate(["acme", "Hooli"])
    ]
    meeting = meet(ours, TITLED, theirs, TITLED, "company")
    assert meeting.partners == ((0,), (), ())
    assert meeting.keyless == (1,)
    assert meeting.alone == (1,)
