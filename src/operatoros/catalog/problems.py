"""What can be wrong with a declaration: codes, places, and the error that carries all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from operatoros.catalog.declared import Place
from operatoros.display import show
from operatoros.errors import InvalidInput

# What has an exception of its own (not found, unreadable, a parameter's type) has its code there.
CODES: Mapping[str, str] = {
    "ERR_CATALOG_INVALID": "A declaration has several problems; each is listed with its own code.",
    # The text is not the part of YAML that is read here.
    "ERR_YAML_SYNTAX": "The text is not YAML from this place on.",
    "ERR_YAML_DUPLICATE_KEY": "A key stands twice in one mapping; one of the two would be lost.",
    "ERR_YAML_ALIAS": "An anchor (&name) or alias (*name) was used; values are written out.",
    "ERR_YAML_TAG": "A tag (!name) was used; values have no tags here.",
    "ERR_YAML_DIRECTIVE": "A %YAML or %TAG directive was used.",
    "ERR_YAML_BOOLEAN": "yes, no, on, off, y or n: a boolean in old YAML, a word in new YAML.",
    "ERR_YAML_NUMBER": "A number that YAML versions read differently (octal, 12:30, 1_000, .inf).",
    "ERR_YAML_DEPTH": "The nesting is deeper than 64 levels.",
    "ERR_YAML_SIZE": "The file is larger than 1 MiB or has more than 50,000 values.",
    "ERR_YAML_ENCODING": "The file is not UTF-8.",
    "ERR_YAML_CHARACTER": "A control character or an invisible line separator is in the text.",
    "ERR_YAML_DOCUMENTS": "The file holds more than one YAML document.",
    "ERR_YAML_TAB": "A tab is used where only spaces may stand.",
    "ERR_YAML_KEY": "A key is not a plain text.",
    "ERR_YAML_EMPTY": "The file holds nothing.",
    # The YAML is fine, what it says is not.
    "ERR_CATALOG_KEY_UNKNOWN": "A key that means nothing at this place.",
    "ERR_CATALOG_KEY_MISSING": "A key that must be there is not.",
    "ERR_CATALOG_TYPE": "A text, number, list or mapping stands where another of these belongs.",
    "ERR_CATALOG_VALUE": "A value that is none of the allowed ones, or not in the allowed form.",
    "ERR_CATALOG_RANGE": "A number is too small or too large.",
    "ERR_CATALOG_BLANK": "A text is empty where something must be said.",
    "ERR_CATALOG_EMPTY": "A list or mapping is empty where at least one item is needed.",
    "ERR_CATALOG_ONE_OF": "Exactly one of several keys belongs here.",
    "ERR_CATALOG_NAME": "An id or name has letters that ids may not have.",
    "ERR_CATALOG_ID_RESERVED": "This connector id would read variables that are not its own.",
    "ERR_VARIABLE_RESERVED": "A source asks for a variable that belongs to OperatorOS itself.",
    "ERR_CATALOG_KIND": "The file declares something else than was asked for.",
    "ERR_SOURCE_ID_TWICE": "Two sources of an operator have the same id.",
    "ERR_TASK_DEFAULT_TWICE": "More than one task is marked as the default.",
    "ERR_FACT_SOURCE_UNKNOWN": "A fact names a source that the operator does not have.",
    "ERR_TEMPLATE_SYNTAX": "A {{...}} template is not closed, or holds something that is no name.",
    "ERR_TEMPLATE_UNKNOWN": "A {{...}} template names something that is not declared.",
    "ERR_TEMPLATE_PLACE": "A {{...}} template stands where this kind may not be used.",
    "ERR_TEMPLATE_HOST": "A template would decide the scheme or host of an address.",
    "ERR_API_URL": "An address is not https (or http on this machine), or holds a user name.",
    "ERR_API_ENDPOINT": "An endpoint is not `METHOD /path` beneath the base URL.",
    "ERR_FETCH_WRITES": "A fetch uses a method that writes; fetches only read.",
    "ERR_PATH_OUTSIDE": "A path leads out of the folder it belongs to.",
    "ERR_CONNECTOR_PACKAGE": "A package is not `npx:NAME`, `uvx:NAME` or an npm name.",
    "ERR_CREDENTIAL_NAME_TWICE": "Two credential fields would read the same variable.",
    "ERR_CREDENTIAL_UNUSED": "A credential field is declared and nothing uses it.",
    "ERR_CREDENTIAL_IN_ARGS": "A credential stands in a command line, which others can read.",
    "ERR_GOALS_TIME_ZONE": "The time zone is not in the IANA list.",
    "ERR_PARAM_MISSING": "A required parameter has no value.",
    "ERR_PARAM_UNKNOWN": "A parameter that is not declared was given.",
    # Files and what they refer to.
    "ERR_FOLDER_TOO_FULL": "A folder of the search path has more files than are looked at.",
    "ERR_ID_SHADOWED": "Another file with the same id is found first.",
    "ERR_COMMAND_OLD": "A command of the TypeScript project; a shipped module does the same.",
    "ERR_SECRET_WRITTEN": "A connector file holds what looks like a secret.",
    "ERR_SHAPE_GUESSED": "A fetch declares no `record:`; key, title and dates will be guessed.",
}

Severity = Literal["error", "warning"]

# Of one file; a hundred lines are more than anybody reads.
MAX_PROBLEMS = 100
_MOST_SHOWN = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that is wrong, or (as a warning) may be.

    Attributes:
        code: A row of `CODES`.
        place: Where.
        message: What, with the user's own text in `repr` form.
        hint: What to do.
        severity: `error` refuses the declaration, `warning` does not.
    """

    code: str
    place: Place
    message: str
    hint: str = ""
    severity: Severity = "error"

    def render(self) -> str:
        """Return `file:line:col: error[CODE]: message` and, indented below, the hint."""
        line = (
            f"{show(str(self.place), one_line=True)}: {self.severity}[{self.code}]: {self.message}"
        )
        return f"{line}\n  hint: {self.hint}" if self.hint else line

    def as_json(self) -> dict[str, object]:
        """Return the JSON form that faces show."""
        return {
            "code": self.code,
            "severity": self.severity,
            "file": self.place.file,
            "line": self.place.line,
            "column": self.place.column,
            "message": self.message,
            "hint": self.hint,
        }


class CatalogInvalid(InvalidInput):
    """A declaration cannot be used; carries everything that is wrong with it.

    Its code is the problem's own if there is one, else ERR_CATALOG_INVALID. Raised by: the
    readers of operators, connectors and goals.

    Args:
        file: The file as the person named it.
        problems: All problems, at least one of them an error.
    """

    code = "ERR_CATALOG_INVALID"

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.file = file
        self.problems = tuple(problems)
        errors = [problem for problem in problems if problem.severity == "error"]
        assert errors, "a declaration without an error is valid"
        one = errors[0] if len(errors) == 1 else None
        message = (
            f"{show(str(one.place), one_line=True)}: {one.message}"
            if one
            else f"{len(errors)} problems in {show(file, one_line=True)}\n"
            + "\n".join(problem.render() for problem in errors)
        )
        super().__init__(
            message,
            hint=one.hint if one else "mend the lines above, then run `operatoros validate`",
            details={"problems": [problem.as_json() for problem in problems]},
            code=one.code if one else None,
        )

    def render(self) -> str:
        """Return every problem as `file:line:col: error[CODE]: message`, with its hint."""
        return "\n".join(problem.render() for problem in self.problems)


def nearest(word: str, known: Iterable[str]) -> str:
    """Return the known word that is meant, if one is close enough, else an empty text."""
    candidates = list(known)
    folded = {candidate.lower().replace("-", "_"): candidate for candidate in candidates}
    plain = word.lower().replace("-", "_")[:200]
    if plain in folded:
        return folded[plain]
    # Only mistakes pay for it.
    from difflib import get_close_matches

    found = get_close_matches(plain, folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str], *, noun: str = "known") -> str:
    """Return a hint that names the nearest word and, if they are few, all of them."""
    words = list(dict.fromkeys(known))
    near = nearest(word, words)
    listed = ", ".join(words[:30]) + (", ..." if len(words) > 30 else "")
    parts = [f"did you mean {near!r}?"] if near else []
    if words:
        parts.append(f"{noun.rstrip(':')}: {listed}")
    return " ".join(parts)


def shown(value: object) -> str:
    """Return a value in `repr` form, cut to what fits into a sentence."""
    text = repr(value)
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 3] + "..."
