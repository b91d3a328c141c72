"""Answers without our own secrets in them: a server that echoes its key must not spread it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from operatoros.briefing.gather import Asker
from operatoros.connectors.asking import Answer, Progress, Question
from operatoros.secrets import Redactor
from operatoros.values.jsonable import Json

ECHOED = "it echoed a credential; that text was replaced by [secret]"


class CleanAsker:
    """Passes questions on and takes every known secret out of what comes back.

    An `Asker`. An answer is looked at as JSON text; one without a secret passes untouched.
    """

    def __init__(self, asker: Asker, redactor: Redactor) -> None:
        self._asker = asker
        self._redactor = redactor

    async def ask(self, question: Question, progress: Progress) -> Answer:
        """Return the answer, clean."""
        answer = await self._asker.ask(question, progress)
        # One look at all of it: hardly any answer holds a secret.
        if self._is_clean(answer.items):
            return answer
        items = tuple(self._clean(item) for item in answer.items)
        return replace(answer, items=items, notes=(*answer.notes, ECHOED))

    def _is_clean(self, value: Json) -> bool:
        # A number cannot be a secret, and escapes of JSON are among the forms that are known.
        text = json.dumps(value, ensure_ascii=False, default=str)
        return self._redactor.redact(text) == text

    def _clean(self, item: Mapping[str, Json]) -> Mapping[str, Json]:
        if self._is_clean(item):
            return item
        cleaned = self._inside(item)
        assert isinstance(cleaned, Mapping)
        return cleaned

    def _inside(self, value: Json) -> Json:
        if isinstance(value, str):
            return self._redactor.redact(value)
        if isinstance(value, Mapping):
            return {
                self._redactor.redact(str(name)): self._inside(inner)
                for name, inner in value.items()
            }
        if isinstance(value, list | tuple):
            return [self._inside(inner) for inner in value]
        return value
