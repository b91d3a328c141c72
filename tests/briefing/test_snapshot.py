from operatoros.briefing.snapshot import take_snapshot
from operatoros.values.coverage import SourceState
from tests.briefing.samples import deals, fetched


def test_a_snapshot_says_what_is_complete() -> None:
    """Only ok and cached sources are complete; a failed one is there without records."""
    states: tuple[SourceState, ...] = ("ok", "cached", "partial", "failed", "skipped")
    shot = take_snapshot([fetched(deals(2), source=s, state=s) for s in states])
    assert [s.complete for s in shot.sources] == [True, True, False, False, False]


def test_the_hash_covers_data_and_not_times() -> None:
    """The same records at another time have the same hash; another amount has another."""
    one = take_snapshot([fetched(deals(3), when="2026-11-20T00:00:00Z")])
    two = take_snapshot([fetched(deals(3), when="2026-11-21T00:00:00Z")])
    other = take_snapshot([fetched(deals(3, seed=2))])
    assert one.hash == two.hash
    assert one.hash != other.hash
