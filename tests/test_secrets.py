import base64
import json
import pickle
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.secrets import SHOWN, Redactor, Secret

KEY = "pat-na1-5f2c/9+ä é"


def test_a_secret_never_formats_itself() -> None:
    """repr, str and f-strings of a secret show a placeholder, and reveal() the value."""
    secret = Secret(KEY)
    assert KEY not in f"{secret} {secret!r} {[secret]}"
    assert secret.reveal() == KEY


def test_a_secret_cannot_be_pickled() -> None:
    """A secret refuses to be pickled, so no store can hold it by accident."""
    with pytest.raises(TypeError):
        pickle.dumps(Secret(KEY))


@pytest.mark.parametrize(
    "spelled",
    [
        KEY,
        quote(KEY, safe=""),
        json.dumps(KEY)[1:-1],
        base64.b64encode(KEY.encode()).decode(),
    ],
)
def test_every_spelling_is_redacted(spelled: str) -> None:
    """Plain, URL-encoded, JSON-escaped and base64 forms of a secret are taken out."""
    text = f"before {spelled} after"
    assert Redactor([Secret(KEY)]).redact(text) == f"before {SHOWN} after"
    # Positive control: without the registration the value would have been shown.
    assert spelled in Redactor().redact(text)


@given(prefix=st.binary(max_size=9), suffix=st.binary(max_size=9))
def test_base64_around_a_secret_does_not_carry_it(prefix: bytes, suffix: bytes) -> None:
    """A longer base64 text that contains a secret loses the part that holds it."""
    value = "correct-horse-battery-staple-0123456789"
    encoded = base64.b64encode(prefix + value.encode() + suffix).decode()
    left = Redactor([Secret(value)]).redact(encoded)
    assert SHOWN in left
    assert len(left.replace(SHOWN, "")) < len(encoded) - len(value)


def test_short_values_do_not_tear_holes() -> None:
    """A value of fewer than six characters is left in ordinary text."""
    assert Redactor([Secret("on")]).redact("only once") == "only once"


def test_places_of_values_are_told() -> None:
    """Each spelling of a registered value is found where it stands; nothing else is."""
    redactor = Redactor([Secret("hunter2-hunter2")])
    text = "a hunter2-hunter2 b hunter2-hunter2"
    assert redactor.spans(text) == [(2, 17), (20, 35)]
    assert Redactor().spans(text) == []
