from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operatoros.protocol.actions import ACTIONS
from operatoros.protocol.render import Form
from operatoros.protocol.scanner import scan
from operatoros.protocol.templates import filled, inert, template, templates


@pytest.mark.parametrize("form", ["plain", "b64"])
@pytest.mark.parametrize("action", ACTIONS)
def test_a_printed_template_is_nothing_and_a_filled_one_is_one_command(
    action: str, form: Form
) -> None:
    """Rule P17: scanning a template yields nothing; with the token, exactly its command."""
    text = template(action, form=form)
    assert scan(text, session="t0k").items == ()
    (command,) = scan(filled(text, "t0k"), session="t0k").items
    assert command in scan(filled(text, "t0k"), session="t0k").commands


@pytest.mark.parametrize("action", ACTIONS)
def test_both_forms_do_the_same(action: str) -> None:
    """Rule P10: the payload's form does not count."""
    (plain,) = scan(filled(template(action), "t0k")).commands
    (base64,) = scan(filled(template(action, form="b64"), "t0k")).commands
    assert plain.digest == base64.digest


def test_all_templates_pasted_at_once_are_nothing() -> None:
    """A page that shows all of them holds no command."""
    assert list(templates()) == list(ACTIONS)
    assert scan("\n".join(templates().values())).items == ()


def test_there_is_no_template_of_an_unknown_action() -> None:
    """A wrong name is the caller's mistake."""
    with pytest.raises(KeyError):
        template("fs.format")


@given(st.text(max_size=60), st.sampled_from(["OPERATOR_CMD", "END_OPERATOR_CMD"]))
def test_an_inert_text_holds_no_marker_lines(text: str, marker: str) -> None:
    """Rule P17: behind `| ` no line begins with a marker; taking it off gives the text back."""
    shown = inert(f"{text}\n{marker}\n{text}\n")
    assert scan(shown).items == ()
    assert all(line.startswith("| ") for line in shown.removesuffix("\n").split("\n"))
    assert "\n".join(line[2:] for line in shown.split("\n")) == f"{text}\n{marker}\n{text}\n"
