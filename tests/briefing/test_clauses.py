from operatoros.briefing.clauses import clause_of, clause_sets
from tests.briefing.company import evidence, placed


def test_a_clause_counts_what_it_names() -> None:
    """In `Maria has 2, Tom 2`, the second count is Tom's."""
    text = "Maria Keller has 2 deals, Tom Ortiz 2."
    figure, setting = placed(text)[1]
    assert clause_of(figure, setting) == "Tom Ortiz 2."
    assert frozenset({"D-2", "D-4"}) in clause_sets(figure, setting, evidence())
    assert frozenset({"D-1", "D-3"}) not in clause_sets(figure, setting, evidence())
