"""Formulas: how a text says what a figure of its own is made of; a closed language, read here.

    sum(deals.amount where stage = "Won" and closedate < today)
    count(deals where owner is empty) / count(deals)
    D-3.amount - before(D-3.amount)

Nothing is evaluated here and nothing but these forms can be written: no names of ours, no calls
beyond `FUNCTIONS`. What is none of them is None, so that a text which only looks like a formula
stays the text that it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

FUNCTIONS = {
    "count": "count",
    "sum": "sum",
    "total": "sum",
    "average": "average",
    "avg": "average",
    "mean": "average",
    "median": "median",
    "min": "min",
    "max": "max",
    "distinct": "distinct",
    "abs": "abs",
    # Written by habit: a figure is compared as it is rounded, and days are numbers.
    "days": "same",
    "round": "same",
}
LONGEST = 400
_DEEPEST = 20

Test = Literal["=", "!=", "<", "<=", ">", ">=", "contains"]
_TESTS: dict[str, Test] = {
    "=": "=", "==": "=", "is": "=", "!=": "!=", "<>": "!=", "<": "<", "<=": "<=",
    ">": ">", ">=": ">=", "≤": "<=", "≥": ">=", "≠": "!=", "contains": "contains",
}  # fmt: skip
_TOKEN = re.compile(
    r"\s*(?:(?P<text>\"[^\"\n]*\"|'[^'\n]*'|“[^”\n]*”)"
    r"|(?P<day>\d{4}-\d{2}-\d{2})(?![\d-])"
    r"|(?P<number>\d+(?:\.\d+)?%?)(?![\w.])"
    r"|(?P<field>[A-Z]{1,4}-\d{1,7})(?:\.(?P<path>[^\W\d]\w*(?:\.\w+)*))?(?![\w.])"
    r"|(?P<fact>F\d{1,3})(?![\w.])"
    r"|(?P<name>[^\W\d]\w*(?:[.-][^\W\d]\w*)*)"
    r"|(?P<sign><=|>=|<>|!=|==|[-+*/()<>=,×÷−≤≥≠]))"
)
_SAME = {"×": "*", "÷": "/", "−": "-"}


@dataclass(frozen=True, slots=True)
class Number:
    """A number as it is written."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Day:
    """A day; None is the reader's today."""

    value: date | None


@dataclass(frozen=True, slots=True)
class Field:
    """A field of the record with this handle; at the run before, if `before`."""

    handle: str
    path: str
    before: bool = False


@dataclass(frozen=True, slots=True)
class FactValue:
    """The figure of a computed line, by its id."""

    id: str


@dataclass(frozen=True, slots=True)
class Name:
    """Records of a source (`deals`), a field of theirs (`deals.amount`), or a field alone."""

    text: str


@dataclass(frozen=True, slots=True)
class Binary:
    """Two formulas and what is done with them."""

    sign: Literal["+", "-", "*", "/"]
    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class Call:
    """A function over formulas, or over each record that meets the conditions."""

    function: str
    of: tuple[Formula, ...]
    where: Condition | None = None


Formula: TypeAlias = "Number | Day | Field | FactValue | Name | Binary | Call"


@dataclass(frozen=True, slots=True)
class Comparison:
    """A field held against values: one of them must fit, or none with `!=`.

    Without values it asks whether there is anything at all.
    """

    path: str
    test: Test
    wanted: tuple[str | Decimal | Formula, ...] = ()


@dataclass(frozen=True, slots=True)
class Both:
    """Two conditions: both of them, or with `either` one of them."""

    left: Condition
    right: Condition
    either: bool = False


Condition: TypeAlias = "Comparison | Both"


def parse(text: str) -> Formula | None:
    """Read a formula; None if the text is none."""
    if len(text) > LONGEST:
        return None
    try:
        reading = _Reading(_tokens(text))
        formula = reading.formula()
        reading.end()
    except _NoFormulaError:
        return None
    return None if isinstance(formula, Number | Name | Day) else formula


def looks_like_one(text: str) -> bool:
    """Say whether a text is meant as a formula, also where it is none that can be read."""
    try:
        tokens = _tokens(text)
    except _NoFormulaError:
        return False
    return len(tokens) > 1 and any(token.kind in {"sign", "field"} for token in tokens)


class _NoFormulaError(Exception):
    """The text is no formula; never leaves this file."""


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    path: str = ""


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise _NoFormulaError
        # Of a field both its handle and its path are matched, the path last.
        kind = "field" if match["field"] else str(match.lastgroup)
        written = match[kind]
        if kind == "text":
            written = written[1:-1]
        found.append(_Token(kind, _SAME.get(written, written), match["path"] or ""))
        place = match.end()
    return found


class _Reading:
    """Reads tokens from left to right."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0

    def end(self) -> None:
        if self._place != len(self._tokens):
            raise _NoFormulaError

    def formula(self) -> Formula:
        self._deeper()
        left = self._product()
        while sign := self._one_of("+", "-"):
            left = Binary("+" if sign == "+" else "-", left, self._product())
        self._depth -= 1
        return left

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _NoFormulaError

    def _product(self) -> Formula:
        left = self._single()
        while sign := self._one_of("*", "/"):
            left = Binary("*" if sign == "*" else "/", left, self._single())
        return left

    def _single(self) -> Formula:
        if self._one_of("-"):
            self._deeper()
            found = Binary("-", Number(Decimal(0)), self._single())
            self._depth -= 1
            return found
        if self._one_of("("):
            inner = self.formula()
            self._need(")")
            return inner
        token = self._next()
        match token.kind:
            case "number":
                return Number(_decimal(token.text))
            case "day":
                return Day(_day(token.text))
            case "field" if token.path:
                return Field(token.text, token.path)
            case "field":
                return Name(token.text)
            case "fact":
                return FactValue(token.text)
            case "text":
                return Name(token.text)
            case "name":
                return self._named(token.text)
        raise _NoFormulaError

    def _named(self, name: str) -> Formula:
        word = name.casefold()
        if word == "today":
            return Day(None)
        if not self._one_of("("):
            return Name(self._longer(name))
        if word == "before":
            token = self._next()
            self._need(")")
            if token.kind != "field" or not token.path:
                raise _NoFormulaError
            return Field(token.text, token.path, before=True)
        if word not in FUNCTIONS:
            raise _NoFormulaError
        of = [self.formula()]
        while self._one_of(","):
            of.append(self.formula())
        where = self._condition() if self._word("where") else None
        self._need(")")
        return Call(FUNCTIONS[word], tuple(of), where)

    def _longer(self, name: str) -> str:
        """Return a name of several words: `pull requests`."""
        parts = [name]
        while (token := self._peek()) and token.kind == "name" and token.text != "where":
            parts.append(self._next().text)
        return " ".join(parts)

    # Conditions

    def _condition(self) -> Condition:
        self._deeper()
        left = self._every()
        while self._word("or"):
            left = Both(left, self._every(), either=True)
        self._depth -= 1
        return left

    def _every(self) -> Condition:
        left = self._one()
        while self._word("and"):
            left = Both(left, self._one())
        return left

    def _one(self) -> Condition:
        if self._one_of("("):
            inner = self._condition()
            self._need(")")
            return inner
        token = self._next()
        if token.kind not in {"name", "text"}:
            raise _NoFormulaError
        path = token.text
        refuses = False
        if self._word("is"):
            refuses = self._word("not")
            if self._word("empty") or self._word("null"):
                return Comparison(path, "!=" if refuses else "=")
            if self._word("set"):
                return Comparison(path, "=" if refuses else "!=")
            test: Test = "="
        else:
            refuses = self._word("not")
            if self._word("in"):
                return Comparison(path, "!=" if refuses else "=", self._choices())
            token = self._next()
            if refuses or token.text.casefold() not in _TESTS:
                raise _NoFormulaError
            test = _TESTS[token.text.casefold()]
        if not refuses and self._word("in"):
            return Comparison(path, "=", self._choices())
        return Comparison(path, "!=" if refuses else test, (self._value(),))

    def _choices(self) -> tuple[str | Decimal | Formula, ...]:
        self._need("(")
        found = [self._value()]
        while self._one_of(","):
            found.append(self._value())
        self._need(")")
        return tuple(found)

    def _value(self) -> str | Decimal | Formula:
        token = self._peek()
        if token is None:
            raise _NoFormulaError
        if token.kind == "text":
            return self._next().text
        if token.kind == "name" and token.text.casefold() != "today":
            words = [self._next().text]
            while (token := self._peek()) and token.kind in {"name", "number"}:
                if token.text.casefold() in {"and", "or"}:
                    break
                words.append(self._next().text)
            return " ".join(words)
        found = self.formula()
        return found.value if isinstance(found, Number) else found

    # Tokens

    def _peek(self) -> _Token | None:
        return self._tokens[self._place] if self._place < len(self._tokens) else None

    def _next(self) -> _Token:
        token = self._peek()
        if token is None:
            raise _NoFormulaError
        self._place += 1
        return token

    def _one_of(self, *signs: str) -> str:
        """Take one of these signs, if it comes next."""
        token = self._peek()
        if token is None or token.kind != "sign" or token.text not in signs:
            return ""
        self._place += 1
        return token.text

    def _need(self, sign: str) -> None:
        if not self._one_of(sign):
            raise _NoFormulaError

    def _word(self, word: str) -> bool:
        """Take a word, if it comes next."""
        token = self._peek()
        if token is None or token.kind != "name" or token.text.casefold() != word:
            return False
        self._place += 1
        return True


def _decimal(text: str) -> Decimal:
    if len(text) > 30:
        raise _NoFormulaError
    return Decimal(text.rstrip("%")) / (100 if text.endswith("%") else 1)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _NoFormulaError from None
