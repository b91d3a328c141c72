"""What stops a run before a model is called: no data, too expensive, nobody agreed."""

from __future__ import annotations

from collections.abc import Sequence

from operatoros.errors import Exhausted, InvalidInput, Refused, Unavailable
from operatoros.values.coverage import ErrorInfo, Fetched


class AllSourcesFailed(Unavailable):
    """No source answered, so there is nothing to brief about. Raised by: brief."""

    code = "ERR_ALL_SOURCES_FAILED"

    def __init__(self, *, fetched: Sequence[Fetched]) -> None:
        missing: dict[str, None] = {}
        for item in fetched:
            variables = item.error.details.get("variables") if item.error else None
            if isinstance(variables, list | tuple):
                missing.update(dict.fromkeys(str(name) for name in variables))
        hint = "look at what each source says above"
        if missing:
            hint = f"set {', '.join(missing)} in the environment or in .env.local"
        count = len(fetched)
        said = f"none of the {count} sources answered"
        if count == 1:
            said = "the only source did not answer"
        super().__init__(
            f"{said}, so no model was called",
            hint=hint,
            details={"sources": [item.source for item in fetched], "variables": list(missing)},
        )


class RequiredSourceFailed(Unavailable):
    """A source that the operator calls required did not answer. Raised by: brief."""

    code = "ERR_REQUIRED_SOURCE_FAILED"

    def __init__(self, *, failed: Sequence[Fetched]) -> None:
        names = ", ".join(repr(item.source) for item in failed)
        super().__init__(
            f"the required source {names} did not answer; no model was called",
            hint="mend it (see its line), or run again with --allow-partial",
            details={"sources": [item.source for item in failed]},
        )


class GapUnderStrict(Unavailable):
    """A source has a gap and the run was strict. Raised by: brief."""

    code = "ERR_SOURCE_GAP"

    def __init__(self, *, gaps: Sequence[str]) -> None:
        super().__init__(
            f"{len(gaps)} of the sources have gaps: {', '.join(map(repr, gaps))}",
            hint="the briefing names them; without --strict this is not an error",
            details={"sources": list(gaps)},
        )


class TooExpensive(Exhausted):
    """The estimate is above the limit that was given. Raised by: brief."""

    code = "ERR_MAX_COST"

    def __init__(self, *, estimate: float, limit: float, model: str) -> None:
        super().__init__(
            f"{model!r} would cost about ${estimate:.2f}, above the limit of ${limit:.2f}",
            hint="raise --max-cost, lower the sources' budgets, or choose a cheaper model",
            details={"estimate_usd": estimate, "limit_usd": limit},
        )


class PriceUnknown(Refused):
    """A limit on the cost was given, and no price of the model is known. Raised by: brief."""

    code = "ERR_PRICE_UNKNOWN"

    def __init__(self, *, model: str) -> None:
        super().__init__(
            f"no price is known for {model!r}, so --max-cost cannot be kept",
            hint="leave --max-cost out, or choose a model of the price table",
            details={"model": model},
        )


class ConsentMissing(Refused):
    """Nobody has agreed to send this operator's records there. Raised by: brief."""

    code = "ERR_CONSENT_MISSING"

    def __init__(self, *, sends: str) -> None:
        super().__init__(
            f"this {sends}, and nobody has agreed to that yet",
            hint="run it once on a terminal and agree, or give --yes",
        )


class NoSources(InvalidInput):
    """The operator has no source at all. Raised by: brief."""

    code = "ERR_NO_SOURCES"

    def __init__(self, *, operator: str) -> None:
        super().__init__(
            f"operator {operator!r} has no sources",
            hint="add at least one line under `sources:`",
        )


class NothingWritten(Unavailable):
    """The model ended without a text. Raised by: brief."""

    code = "ERR_NOTHING_WRITTEN"

    def __init__(self, *, model: str, error: ErrorInfo) -> None:
        super().__init__(
            f"{model!r} wrote nothing: {error.message}",
            hint=error.hint or "run it again, or choose another model",
            details={"model": model, "cause": error.code},
        )
