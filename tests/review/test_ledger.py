"""Nothing happens twice by itself, and nothing is answered twice (P10)."""

from __future__ import annotations

from pathlib import Path

from operatoros.protocol.command import Rejection
from operatoros.protocol.scanner import scan
from operatoros.review import ledger
from operatoros.review.inbox import Inbox
from operatoros.review.ledger import Executed
from tests.acting import write


def _inbox(tmp_path: Path) -> Inbox:
    return Inbox.open(str(tmp_path / "inbox.db"), workspace="ws")


def _rejection(message: str, *, name: str | None = "a", line: int = 1) -> Rejection:
    return Rejection(code="ERR_UNKNOWN_KEY", line=line, id=name, message=message)


def test_an_act_is_known_by_chat_id_and_content(tmp_path: Path) -> None:
    """The same chat, id and content is known; another chat, id or content is not."""
    inbox = _inbox(tmp_path)
    (command,) = scan(write("a", "x")).commands
    (other,) = scan(write("a", "y")).commands
    act = Executed(chat="c", id=command.id, digest=command.digest, seq=4, at="2026", summary="done")
    ledger.record(inbox, [act])
    assert ledger.executed(inbox, "c", command) == act
    assert ledger.executed(inbox, "d", command) is None
    assert ledger.executed(inbox, "c", other) is None
    assert ledger.used_for_another(inbox, "c", other)
    assert not ledger.used_for_another(inbox, "c", command)


def test_a_rejection_is_answered_once_per_chat(tmp_path: Path) -> None:
    """Scanning the same text again answers nothing; another chat gets its own answer."""
    inbox = _inbox(tmp_path)
    found = [_rejection("x"), _rejection("y", name=None)]
    assert ledger.unanswered(inbox, "c", found) == tuple(found)
    assert ledger.unanswered(inbox, "c", found) == ()
    inbox.close()
    inbox = _inbox(tmp_path)
    assert ledger.unanswered(inbox, "c", found) == ()
    assert ledger.unanswered(inbox, "d", found) == tuple(found)


def test_the_same_mistake_made_again_is_answered_again(tmp_path: Path) -> None:
    """A second block with the same mistake, further down the same chat, is new."""
    inbox = _inbox(tmp_path)
    first, second = _rejection("x", line=1), _rejection("x", line=40)
    assert ledger.unanswered(inbox, "c", [first]) == (first,)
    assert ledger.unanswered(inbox, "c", [first, second]) == (second,)
    assert ledger.unanswered(inbox, "c", [first, second]) == ()


def test_lines_that_shift_make_nothing_new(tmp_path: Path) -> None:
    """The same rejection in another line (the page's top was cut) is not answered again."""
    inbox = _inbox(tmp_path)
    ledger.unanswered(inbox, "c", [_rejection("x", line=90)])
    assert ledger.unanswered(inbox, "c", [_rejection("x", line=10)]) == ()
