import pytest

from operatoros.briefing.support import support
from tests.briefing.company import evidence, placed


def rests_on(text: str) -> str | None:
    """Return the handle that the first figure besides handles rests on; None if nothing."""
    figure, setting = next((f, s) for f, s in placed(text) if f.kind != "handle")
    found = support(figure, setting, evidence())
    return found.handle if found else None


@pytest.mark.parametrize(
    ("text", "handle"),
    [
        ("[D-1] is $50,000", "D-1"),
        ("[D-1] was $40,000", "D-1"),
        ("[D-1] is up $10,000", "D-1"),
        ("[D-1] is up $50,000", None),
        ("[D-1] is $90,000", None),
        ("$130,000 is overdue", "F3"),
        ("[D-1] closes Nov 24", "D-1"),
        ("[D-1] closes Nov 14", None),
        ("[C-1] was at 15:30", "C-1"),
        ("[C-1] was at 15:31", None),
        ("#70011 is late", "D-1"),
        ("The whole is $1,380,000", "F2"),
    ],
)
def test_a_figure_rests_on_one_thing(text: str, handle: str | None) -> None:
    """A value leads to its record or fact; the value of another record supports nothing."""
    if handle and handle.startswith("F"):
        assert (rests_on(text) or "").startswith("F")
    else:
        assert rests_on(text) == handle


def test_about_and_over_leave_room() -> None:
    """About is within five percent; over lies above; an exact figure has no room."""
    assert rests_on("[D-1] is about $49,000") == "D-1"
    assert rests_on("[D-1] is over $45,000") == "D-1"
    assert rests_on("[D-1] is over $55,000") is None
    assert rests_on("[D-1] is $49,000") is None
