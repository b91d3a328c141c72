"""What fields came to at the run before: the day before 6,199 kWh, 270 less than today.

Only for fields whose records are all still there: what is gone is known by its key alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from operatoros.briefing.computed import Candidate
from operatoros.briefing.evidence import Evidence
from operatoros.briefing.figures import Figure
from operatoros.briefing.naming import mentions
from operatoros.briefing.setting import Setting

_EARLIER = re.compile(
    r"\b(?:before|yesterday|earlier|previous\w*|prior|last (?:run|time|day|week|month|\w+day)|was|"
    r"were|from|since|overnight|davor|zuvor|gestern|vorher|letzte\w*|hier|avant)\b",
    re.I,
)
_MOVED = re.compile(
    r"\b(?:more|less|up|down|rose|risen|fell|fallen|grew|shrank|gain\w*|lost|drop\w*|increase\w*|"
    r"decrease\w*|change\w*|mehr|weniger|plus|minus|net|difference|by)\b",
    re.I,
)


def of_run_before(figure: Figure, setting: Setting, evidence: Evidence) -> Iterator[Candidate]:
    """Yield totals of the run before, and by how much they moved since, by field."""
    if not evidence.changes.items or setting.is_own or not mentions(_EARLIER, setting.text):
        return
    moved = mentions(_MOVED, setting.text)
    for source, everything in evidence.of_source.items():
        sets = [
            names
            for names in (*setting.above, *setting.sets)
            if len(names) > 1 and names < everything
        ]
        for names in (everything, *sets):
            yield from _of_set(names, source, evidence, moved=moved, money=figure.kind == "money")


def _of_set(
    names: frozenset[str], source: str, evidence: Evidence, *, moved: bool, money: bool
) -> Iterator[Candidate]:
    deltas = evidence.deltas(source)
    for one in evidence.fields.spreads(names):
        path = one.column.path
        delta = sum((d for n, d in deltas.get(path, {}).items() if n in names), Decimal(0))
        if delta and one.column.is_price == money:
            yield one.total - delta, one.currency, ""
            if moved:
                yield delta, one.currency, ""
