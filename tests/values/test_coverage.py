from operatoros.values.coverage import ErrorInfo, Fetched, is_complete, source_line
from operatoros.values.record import Shape, make_record


def test_a_line_says_what_became_of_a_source() -> None:
    """A source line carries counts and, for a failure, its code, message and hint."""
    record = make_record("s", {"id": 1}, Shape(), fetched_at="t", position=0)
    good = source_line(
        Fetched(source="s", name="S", state="ok", records=(record,), seconds=0.12345)
    )
    assert (good.records, good.seconds, good.code) == (1, 0.123, "")
    error = ErrorInfo(code="ERR_X", message="broke", hint="mend")
    bad = source_line(Fetched(source="s", name="S", state="failed", error=error))
    assert (bad.code, bad.message, bad.hint) == ("ERR_X", "broke", "mend")


def test_coverage_is_complete_only_without_gaps() -> None:
    """Ok and cached are complete; partial, failed and skipped are gaps."""
    for state, complete in [
        ("ok", True),
        ("cached", True),
        ("partial", False),
        ("failed", False),
        ("skipped", False),
    ]:
        line = source_line(Fetched(source="s", name="S", state=state))  # type: ignore[arg-type]  # the table lists the states
        assert is_complete((line,)) is complete
