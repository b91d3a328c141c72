"""The first minute: the sample company through the same code as live data, told step by step.

It lives in a folder of its own that is gone afterwards: a demo leaves nothing behind.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from operatoros.app.briefings import Finished, Listener, RunOptions, run_operator
from operatoros.app.demo import enter_demo
from operatoros.app.rehearsal import Shown, Undone, Written, rehearse
from operatoros.app.wiring import World, world_of
from operatoros.briefing.request import Disclosure
from operatoros.catalog.declared import Operator, Source
from operatoros.catalog.search import Folder, SearchPath, find_operator, shipped_folder
from operatoros.config import Config
from operatoros.demo import clock
from operatoros.demo.answer import follow_up
from operatoros.demo.company import sample
from operatoros.errors import Refused
from operatoros.values.event import Event

OPERATOR = "deal-intelligence"


class SampleFolderTaken(Refused):
    """The demo's folder belongs to somebody else. Raised by: sample_workspace."""

    code = "ERR_DEMO_FOLDER"

    def __init__(self, *, folder: str) -> None:
        super().__init__(
            f"{folder!r} is in the place of the demo's folder and is not yours",
            hint="move it away, or set TMPDIR to a folder of your own",
            details={"folder": folder},
        )


@contextmanager
def own_folder(config: Config) -> Iterator[Config]:
    """Give the story a state folder of its own, gone when the block is left."""
    with TemporaryDirectory(prefix="operatoros-demo-") as folder:
        yield replace(config, home=Path(folder) / "state")


async def tell(
    config: Config, listener: Listener, *, pause_s: float, workspace: str = ""
) -> Finished:
    """Run yesterday's company in silence, then today's for everybody to see.

    Args:
        config: The settings; the demo of the command line gives them a state folder of its own.
        listener: Told every event of today's run.
        pause_s: Seconds between the pieces of the sample answer.
        workspace: Folder whose inbox takes what the sample answer proposes; empty for none.
    """
    return await tell_in(world_of(config), listener, pause_s=pause_s, workspace=workspace)


async def tell_in(
    world: World, listener: Listener, *, pause_s: float, workspace: str = ""
) -> Finished:
    """Tell the story in a world that is there already; see `tell`."""
    operator = _operator(world)
    options = RunOptions(operator=OPERATOR, demo=True, model="none", workspace=workspace)
    async with enter_demo(world, yesterday=True) as yesterday:
        await run_operator(yesterday.world, operator, options, _nobody, _no, demo=yesterday)
    async with enter_demo(world, story=True) as today:
        finished = await run_operator(
            today.world,
            operator,
            replace(options, model=None),
            listener,
            _no,
            demo=today,
            pause_s=pause_s,
        )
    # On the command line what it proposes is acted out next, and the run is gone afterwards.
    return finished if workspace else replace(finished, notes=())


def sample_workspace(config: Config) -> str:
    """Return the folder that the demo's proposals may touch, made if it is not there.

    It lies among the system's temporary files: nothing of a person's own is near it, and the
    state folder is never a workspace.

    Raises:
        SampleFolderTaken: somebody else's folder is in its place.
    """
    name = hashlib.sha256(os.fsencode(config.home)).hexdigest()[:12]
    folder = os.path.join(gettempdir(), f"operatoros-demo-{name}")
    try:
        os.mkdir(folder, 0o700)
    except FileExistsError:
        found = os.lstat(folder)
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
            raise SampleFolderTaken(folder=folder) from None
    return folder


def proposal(config: Config) -> str:
    """Return the follow-up e-mail that the sample answer proposes, as a command block."""
    return follow_up(sample(clock.present(world_of(config).now())))


def act_out(config: Config, block: str) -> Iterator[Shown | Written | Undone]:
    """Carry the proposal from its text to its undo, in a scratch workspace of the story."""
    return rehearse(block, scratch=config.home.parent / "acting")


def _operator(world: World) -> Operator:
    """Return the shipped deal-intelligence, proposing, with one more source: the one that fails."""
    shipped = SearchPath(
        operators=(Folder(path=shipped_folder("operators"), origin="shipped"),),
        connectors=(),
        project=world.config.project,
    )
    operator = find_operator(OPERATOR, shipped)
    tasks = {name: replace(task, actions="propose") for name, task in operator.tasks.items()}
    helpdesk = Source(
        id="helpdesk.tickets", name="helpdesk tickets", connector="helpdesk", fetch="tickets"
    )
    return replace(operator, tasks=tasks, sources=(*operator.sources, helpdesk))


def _nobody(event: Event) -> None:
    """Nobody watches yesterday."""


async def _no(disclosure: Disclosure) -> bool:
    """The story sends nothing anywhere, so it never agrees to anything."""
    return False
