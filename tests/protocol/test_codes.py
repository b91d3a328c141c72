from __future__ import annotations

import re
from pathlib import Path

import operatoros.protocol
from operatoros.protocol.actions import ACTIONS
from operatoros.protocol.codes import CODES
from tests.protocol.cases import CASES

_ROOM = Path(operatoros.protocol.__file__).parent


def test_every_code_has_a_case_of_its_name_that_yields_it() -> None:
    """Each code of the table is shown by the corpus file that is called like it."""
    yielded = {
        case.name: {item.code for item in case.scan().rejections}
        for case in CASES
        if case.name.startswith("ERR_")
    }
    assert yielded == {code: {code} for code in CODES}


def test_every_rule_has_a_case() -> None:
    """Rules P1 to P19 and the hazards of pages have cases."""
    rules = {case.expected["rule"] for case in CASES}
    assert {f"P{number}" for number in range(1, 20)} <= rules
    assert sum(case.expected["rule"] == "lies" for case in CASES) >= 30


def test_the_table_holds_exactly_what_the_scanner_can_say() -> None:
    """No code is raised that the table does not explain, and none is explained in vain."""
    said: set[str] = set()
    for source in _ROOM.glob("*.py"):
        if source.name not in {"codes.py", "actions.py"}:
            said.update(re.findall(r"\"(ERR_[A-Z0-9_]+)\"", source.read_text(encoding="utf-8")))
    for row in ACTIONS.values():
        said.update(code for field in row.fields for code in (field.missing, field.invalid) if code)
    assert said == set(CODES)


def test_meanings_are_sentences() -> None:
    """Every meaning is one sentence that can stand in the docs."""
    for code, meaning in CODES.items():
        assert re.fullmatch(r"ERR_[A-Z0-9_]+", code)
        assert meaning.endswith(".")
        assert "\n" not in meaning
