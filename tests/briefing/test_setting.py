from tests.briefing.company import placed


def scope_of(text: str) -> set[str]:
    """Return the scope of the last figure that is no handle."""
    return set([s for f, s in placed(text) if f.kind != "handle"][-1].scope)
