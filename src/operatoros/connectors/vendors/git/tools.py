"""Records from a repository's history: commits, authors, files, totals."""

from __future__ import annotations

from collections.abc import Mapping

from operatoros.catalog.declared import Param
from operatoros.connectors.asking import Answer, Context, Question, Tool
from operatoros.connectors.vendors.git.history import DAYS_BACK, History, history_of
from operatoros.values.jsonable import Json
from operatoros.values.record import Shape


def _answer(history: History, items: list[dict[str, Json]], question: Question) -> Answer:
    most = question.params.get("max")
    kept = items[:most] if isinstance(most, int) and most > 0 else items
    notes = history.notes
    if len(kept) < len(items):
        notes += (f"{len(kept)} of {len(items)} taken: `max` of the source",)
    return Answer(
        items=tuple(kept),
        total=len(items),
        bytes=history.size,
        requests=1,
        notes=notes,
        error=history.error,
    )


async def log(question: Question, context: Context) -> Answer:
    """Bring the commits of a period, newest first."""
    history = await history_of(question, context)
    items: list[dict[str, Json]] = [
        {
            "hash": commit.hash,
            "short": commit.hash[:10],
            "author": commit.author,
            "email": commit.email,
            "date": commit.date,
            "authored": commit.authored,
            "subject": commit.subject,
            "merge": commit.parents > 1,
            "files_changed": None if commit.unknown else len(commit.files),
            "insertions": None if commit.unknown else commit.insertions,
            "deletions": None if commit.unknown else commit.deletions,
        }
        for commit in history.commits
    ]
    return _answer(history, items, question)


async def authors(question: Question, context: Context) -> Answer:
    """Bring who committed in a period, most commits first; one person is one address."""
    history = await history_of(question, context)
    found: dict[str, dict[str, Json]] = {}
    counts: dict[str, list[int]] = {}
    for commit in history.commits:
        who = commit.email.casefold() or commit.author
        # Newest first: the name that a person uses now.
        row = found.setdefault(
            who, {"author": commit.author, "email": commit.email, "last": commit.date}
        )
        row["first"] = commit.date
        add = (1, int(commit.parents > 1), commit.insertions, commit.deletions, len(commit.files))
        counts[who] = [a + b for a, b in zip(counts.get(who, [0] * 5), add, strict=True)]
    names = ("commits", "merges", "insertions", "deletions", "files_changed")
    items = [{**row, **dict(zip(names, counts[who], strict=True))} for who, row in found.items()]
    items.sort(key=lambda row: (-int(str(row["commits"])), str(row["email"])))
    return _answer(history, items, question)


async def changed_files(question: Question, context: Context) -> Answer:
    """Bring the files that changed in a period, most commits first, under their name of then."""
    history = await history_of(question, context)
    found: dict[str, dict[str, Json]] = {}
    counts: dict[str, list[int]] = {}
    for commit in history.commits:
        for path, lines in commit.files.items():
            row = found.setdefault(path, {"path": path, "last": commit.date, "binary": False})
            row["binary"] = bool(row["binary"]) or lines is None
            add = (1, *(lines or (0, 0)))
            counts[path] = [a + b for a, b in zip(counts.get(path, [0] * 3), add, strict=True)]
    names = ("commits", "insertions", "deletions")
    items = [{**row, **dict(zip(names, counts[path], strict=True))} for path, row in found.items()]
    items.sort(key=lambda row: (-int(str(row["commits"])), str(row["path"])))
    return _answer(history, items, question)


def _period_name(question: Question) -> str:
    """Return what the period is called, the same in each run: totals are compared by it."""
    params = question.params
    since, until, days = params.get("since"), params.get("until"), params.get("days_back")
    if since:
        return f"{since} to {until or 'now'}"
    if until:
        return f"{days:g} days to {until}" if days else f"up to {until}"
    return f"last {days or DAYS_BACK:g} days"


async def diff_stat(question: Question, context: Context) -> Answer:
    """Bring the totals of a period as one record."""
    history = await history_of(question, context)
    commits = history.commits
    paths = {path for commit in commits for path in commit.files}
    binary = {path for commit in commits for path, lines in commit.files.items() if lines is None}
    item: dict[str, Json] = {
        "period": _period_name(question),
        "since": history.since or None,
        "until": history.until or None,
        "commits": len(commits),
        "merges": sum(commit.parents > 1 for commit in commits),
        "authors": len({commit.email.casefold() or commit.author for commit in commits}),
        "files_changed": len(paths),
        "binary_files": len(binary),
        "insertions": sum(commit.insertions for commit in commits),
        "deletions": sum(commit.deletions for commit in commits),
        "first": commits[-1].date if commits else None,
        "last": commits[0].date if commits else None,
    }
    return _answer(history, [item], question)


_PARAMS: tuple[Param, ...] = (
    Param(name="path", description="Folder of the repository, beneath the connector's root."),
    Param(name="days_back", type="number", description="Days before now (or `until`); 7 if unset."),
    Param(name="since", type="date", description="First day or time, instead of `days_back`."),
    Param(name="until", type="date", description="Last day or time; unset means no end."),
    Param(name="branch", description="Branch, tag or commit; unset means what is checked out."),
    Param(name="max", type="integer", description="Most records; unset means all."),
)
_PERIOD = "of the last `days_back` days"

TOOLS: Mapping[str, Tool] = {
    "log": Tool(
        run=log,
        description=f"Commits {_PERIOD}, newest first, with their changes counted.",
        params=_PARAMS,
        shape=Shape(
            noun="commits",
            key="hash",
            title="subject",
            counts=("insertions", "deletions"),
            dates=("date",),
            window="date",
            people=("author", "email"),
            fields=(
                "short",
                "date",
                "author",
                "subject",
                "files_changed",
                "insertions",
                "deletions",
            ),
        ),
    ),
    "authors": Tool(
        run=authors,
        description=f"Who committed, {_PERIOD}, most commits first.",
        params=_PARAMS,
        shape=Shape(
            noun="authors",
            key="email",
            title="author",
            dates=("last", "first"),
            people=("author", "email"),
            noise=("last", "first"),
            fields=("author", "email", "commits", "insertions", "deletions", "first", "last"),
        ),
    ),
    "changed_files": Tool(
        run=changed_files,
        description=f"Files changed by commits {_PERIOD}, most commits first.",
        params=_PARAMS,
        shape=Shape(
            noun="files",
            key="path",
            title="path",
            dates=("last",),
            noise=("last",),
            fields=("path", "commits", "insertions", "deletions"),
        ),
    ),
    "diff_stat": Tool(
        run=diff_stat,
        description=f"Totals of the commits {_PERIOD}: commits, authors, files, lines.",
        params=_PARAMS,
        shape=Shape(
            noun="periods",
            key="period",
            title="period",
            counts=("commits", "authors", "files_changed", "insertions", "deletions"),
            dates=("last",),
        ),
    ),
}
