import pytest

from operatoros.cli.pairs import BadPair, pairs


def test_pairs_are_split_at_the_first_sign() -> None:
    """NAME=VALUE may hold further signs; the last of a name counts; no name is an error."""
    assert pairs("-p", ("a=1", "b=x=y", "a=2", "c="), "d=1") == {"a": "2", "b": "x=y", "c": ""}
    for bad in ("a", "=1", ""):
        with pytest.raises(BadPair) as caught:
            pairs("-p", (bad,), "d=1")
        assert caught.value.code == "ERR_OPTION_PAIR"
