"""Pages to render: an ordinary one, and one with a given text in every place."""

from __future__ import annotations

from operatoros.delivery.page import (
    Bar,
    ChangeGroup,
    ChangeRow,
    FactRow,
    FieldChange,
    Page,
    Prose,
    RecordCard,
    RecordGroup,
    RecordRow,
    Shown,
    SourceRow,
)
from operatoros.display import show
from operatoros.values.coverage import Egress
from operatoros.values.findings import Checks, Citation, Unmatched
from operatoros.values.run import Usage

TEXT = "Blue Ocean [D-1] is worth €1,200.50; Red Sea €900."


def a_page(**changes: object) -> Page:
    """An ordinary page: one change, one source, one fact, a checked text, one record."""
    given: dict[str, object] = {
        "title": "Deals",
        "task": "Main",
        "run": "20261121-073000-4f1c",
        "day": Shown("Sat Nov 21, 2026"),
        "time": Shown("07:30"),
        "zone": "Europe/Berlin",
        "headline": Shown("€2,000.50 in 2 deals · 1 overdue"),
        "since": Shown("yesterday 07:30"),
        "changes": (
            ChangeGroup(
                name="exports deals",
                tally=Shown("1 changed"),
                rows=(
                    ChangeRow(
                        sign="~",
                        title=Shown("Blue Ocean"),
                        handle="D-1",
                        fields=(FieldChange(name=Shown("stage"), old=Shown("a"), new=Shown("b")),),
                    ),
                ),
            ),
        ),
        "sources": (
            SourceRow(
                name="exports deals", state="ok", count=Shown("2 deals"), seconds=Shown("0.1 s")
            ),
        ),
        "facts": (
            FactRow(
                id="F1",
                source="exports deals",
                text=Shown("2 deals"),
                rows=(RecordRow(handle="D-1", title=Shown("Blue Ocean"), amount=Shown("€1")),),
                bars=(Bar(label=Shown("open"), count=2, shown=Shown("2")),),
            ),
        ),
        "prose": prose(TEXT),
        "records": (
            RecordGroup(
                name="exports deals",
                noun="deals",
                cards=(
                    RecordCard(
                        handle="D-1",
                        title=Shown("Blue Ocean"),
                        url="https://crm.example/deals/1",
                        fields=(("amount", Shown("€1,200.50")),),
                    ),
                ),
            ),
        ),
        "egress": (
            Egress(host="api.example", requests=2, bytes_out=400, bytes_in=12_000, enforced=True),
        ),
        "usage": Usage(model="claude:x", input_tokens=10, output_tokens=20, cost_usd=0.012),
    }
    return Page(**{**given, **changes})  # type: ignore[arg-type]  # fields of Page


def prose(text: str) -> Prose:
    """A text whose handle and first amount are cited and whose last amount is not found."""
    return Prose(
        text=text,
        author="claude:x",
        citations=(cited(text, "D-1", "D-1"), cited(text, "€1,200.50", "D-1")),
        checks=Checks(figures=2, found=1, unmatched=(missed(text, "€900"),)),
    )


def cited(text: str, part: str, handle: str) -> Citation:
    """The first place of a part, as a citation."""
    start = text.index(part)
    return Citation(text=part, start=start, end=start + len(part), handle=handle)


def missed(text: str, part: str) -> Unmatched:
    """The first place of a part, as one that was not found."""
    start = text.index(part)
    return Unmatched(text=part, start=start, end=start + len(part))


def a_page_full_of(text: str) -> Page:
    """A page with one text in every place that untrusted text can reach."""
    shown = Shown(show(text))
    whole = f"{text}\n\n{TEXT}\n\n{text}"
    return Page(
        title=text,
        task=text,
        run="20261121-073000-4f1c",
        day=shown,
        time=shown,
        zone=text,
        demo=True,
        problem=text,
        hint=text,
        headline=shown,
        since=shown,
        changes=(
            ChangeGroup(
                name=text,
                tally=shown,
                note=shown,
                more=3,
                rows=(
                    ChangeRow(
                        sign="+",
                        title=shown,
                        handle="D-1",
                        amount=shown,
                        more=1,
                        fields=(FieldChange(name=shown, old=shown, new=shown),),
                    ),
                ),
            ),
        ),
        quiet=(text,),
        sources=(
            SourceRow(
                name=text,
                state="failed",
                count=shown,
                seconds=shown,
                remark=text,
                under=(text, text),
            ),
        ),
        facts=(
            FactRow(
                id="F1",
                source=text,
                text=shown,
                more=1,
                rows=(RecordRow(handle="D-1", title=shown, amount=shown, due=shown, away=shown),),
                bars=(Bar(label=shown, count=1, shown=shown, money=shown),),
            ),
        ),
        prose=Prose(
            text=whole,
            author=text,
            citations=(
                cited(whole, "€1,200.50", "D-1"),
                cited(whole, whole[:1] or "x", "D-1"),
                Citation(text=text, start=0, end=1, handle="", formula=text),
            ),
            checks=Checks(
                figures=3,
                found=1,
                unmatched=(
                    Unmatched(text=text, start=0, end=min(len(text), 9), why=text),
                    missed(whole, "€900"),
                ),
            ),
            note=text,
        ),
        records=(
            RecordGroup(
                name=text,
                noun=text,
                cards=(
                    RecordCard(
                        handle="D-1",
                        title=shown,
                        url=f"https://crm.example/{text}",
                        fields=((text, shown),),
                        cut=2,
                    ),
                    RecordCard(handle="D-2", title=shown, url=text),
                ),
            ),
        ),
        left_out=7,
        egress=(Egress(host=text, requests=1, bytes_out=1, bytes_in=1, enforced=False),),
        usage=Usage(model=text),
    )
