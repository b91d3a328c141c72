from operatoros.briefing.check import check
from tests.briefing.company import company
from tests.briefing.samples import reader

ITEMS = "\n\n".join(
    f"### {n}. {name}\n\n- Risk: high."
    for n, name in enumerate(("Acme renewal [D-1]", "[D-2]", "[D-3]"), 1)
)


def missing(text: str) -> list[str]:
    """Return what of a text was not found."""
    brought, handles, facts, changes = company()
    done = check(
        text, fetched=brought, facts=facts, handles=handles, reader=reader(), changes=changes
    )
    return [item.text for item in done.checks.unmatched]


def test_a_lead_counts_the_numbered_headings_that_follow_it() -> None:
    """`Three need a decision` is what three headings come to; `Five` is not."""
    assert missing(f"Three need a decision.\n\n{ITEMS}\n") == []
    assert missing(f"Seven need a decision.\n\n{ITEMS}\n") == ["Seven"]


def test_headings_further_down_are_no_list_of_this_line() -> None:
    """With something else between them, the headings belong to that."""
    text = f"Three need a decision.\n\nAnd this is another matter.\n\n## Next\n\n{ITEMS}\n"
    assert "Three" in missing(text)
