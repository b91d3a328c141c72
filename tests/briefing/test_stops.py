from operatoros.briefing.stops import (
    AllSourcesFailed,
    ConsentMissing,
    GapUnderStrict,
    NoSources,
    NothingWritten,
    PriceUnknown,
    RequiredSourceFailed,
    TooExpensive,
)
from operatoros.errors import OperatorosError
from operatoros.values.coverage import ErrorInfo, Fetched


def test_every_missing_variable_is_named_at_once() -> None:
    """When no source answers, the hint lists the variables of all of them, each once."""
    fetched = [
        Fetched(
            source=name,
            name=name,
            state="failed",
            error=ErrorInfo(
                code="ERR_CREDENTIAL_MISSING", message="m", details={"variables": variables}
            ),
        )
        for name, variables in (("a", ["X_TOKEN"]), ("b", ["X_TOKEN", "Y_KEY"]), ("c", "odd"))
    ]
    error = AllSourcesFailed(fetched=fetched)
    assert error.hint.startswith("set X_TOKEN, Y_KEY in")
    assert error.details["variables"] == ["X_TOKEN", "Y_KEY"]


def test_each_stop_says_what_to_do() -> None:
    """Every stop has its own code, exit status and a hint."""
    failed = Fetched(source="a", name="A", state="failed")
    info = ErrorInfo(code="ERR_MODEL_REFUSED", message="no")
    stops: list[tuple[OperatorosError, str, int]] = [
        (AllSourcesFailed(fetched=[failed]), "ERR_ALL_SOURCES_FAILED", 6),
        (RequiredSourceFailed(failed=[failed]), "ERR_REQUIRED_SOURCE_FAILED", 6),
        (GapUnderStrict(gaps=["a"]), "ERR_SOURCE_GAP", 6),
        (TooExpensive(estimate=2, limit=1, model="m"), "ERR_MAX_COST", 7),
        (PriceUnknown(model="m"), "ERR_PRICE_UNKNOWN", 5),
        (ConsentMissing(sends="sends 3 deals"), "ERR_CONSENT_MISSING", 5),
        (NoSources(operator="o"), "ERR_NO_SOURCES", 2),
        (NothingWritten(model="m", error=info), "ERR_NOTHING_WRITTEN", 6),
    ]
    for error, code, status in stops:
        assert (error.code, error.exit_status) == (code, status)
        assert error.hint
