from operatoros.briefing.countries import codes_in


def test_countries_are_known_by_name_and_code() -> None:
    """Names in English, German and French give the code; small words are no codes."""
    assert list(codes_in("Germany and Frankreich")) == ["DE", "FR"]
    assert list(codes_in("US customers")) == ["US", "US"]
    assert list(codes_in("in us or de")) == []
