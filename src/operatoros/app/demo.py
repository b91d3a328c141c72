"""The sample company in place of a person's own tools: entered only by `--demo` or `demo`.

Inside, nothing real can be asked: connectors of the company stand in for those of the same id,
credentials come from its own table and from nowhere else, and every other connector is refused.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from operatoros.app.wiring import World
from operatoros.briefing.prompt import PROPOSING
from operatoros.briefing.request import Writer
from operatoros.catalog.connectors import parse_connector
from operatoros.catalog.credentials import CredentialPlaces
from operatoros.catalog.declared import Connector
from operatoros.catalog.search import Folder, SearchPath, find_connector, shipped_folder
from operatoros.demo import clock
from operatoros.demo.answer import TASKS, sample_answer
from operatoros.demo.company import Company, sample, sample_yesterday
from operatoros.demo.server import CREDENTIALS, STORY, serve
from operatoros.llm.scripted import Scripted
from operatoros.llm.writing import Prompt, Writing

# A row of the prompt's table of deals: its handle and its name.
_HANDLED = re.compile(r"^([A-Z]+-[0-9]+)\|([^|\n]+)\|", re.M)

HELPDESK = """\
id: helpdesk
name: Helpdesk
type: api
api:
  baseUrl: {base_url}
  auth:
    type: token
    token: "{{{{credentials.apiKey}}}}"
  retry:
    attempts: 2
fetches:
  tickets:
    endpoint: GET /tickets
    description: Open tickets
    data_selector: data
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoWorld:
    """The world with the sample company in it.

    Attributes:
        world: Where only the company's credentials are found.
        stand_ins: Its connectors by id; nobody else can be asked.
        company: Whose records are served.
    """

    world: World
    stand_ins: Mapping[str, Connector]
    company: Company


@asynccontextmanager
async def enter_demo(
    world: World, *, story: bool = False, yesterday: bool = False
) -> AsyncIterator[DemoWorld]:
    """Serve the sample company on loopback for as long as the block lasts.

    Args:
        world: The person's world.
        story: Whether the planted failure of the story happens (the helpdesk is down).
        yesterday: Whether the company is the one of a day before.
    """
    now = clock.yesterday(world.now()) if yesterday else clock.present(world.now())
    company = sample_yesterday(clock.present(world.now())) if yesterday else sample(now)
    async with serve(company, faults=STORY if story else {}) as urls:
        stand_ins = {name: stand_in(name, url, world) for name, url in urls.items()}
        places = CredentialPlaces(environment=_variables(stand_ins), keyring=False)
        inside = replace(world, places=places, now=lambda: now)
        yield DemoWorld(world=inside, stand_ins=stand_ins, company=company)


def stand_in(name: str, url: str, world: World) -> Connector:
    """Return a connector of the sample company, which stands at an address."""
    if name == "helpdesk":
        text = HELPDESK.format(base_url=url)
        return parse_connector(text, file="helpdesk.yaml", shipped=True)
    shipped = SearchPath(
        operators=(),
        connectors=(Folder(path=shipped_folder("connectors"), origin="shipped"),),
        project=world.config.project,
    )
    connector = find_connector(name, shipped)
    assert connector.module is not None, "the company's connectors are modules"
    return replace(connector, module=replace(connector.module, base_url=url))


class SampleModel:
    """Writes the answer that was written for the demo. A `Model` that calls nobody."""

    name = "scripted:sample"

    def __init__(self, company: Company, task: str, *, pause_s: float = 0.0) -> None:
        self._company = company
        self._task = task
        self._pause_s = pause_s

    def write(self, prompt: Prompt, *, max_tokens: int) -> Writing:
        """Stream the sample answer, citing the records by the handles that the prompt gives."""
        handles = {name: handle for handle, name in _HANDLED.findall(prompt.data)}
        by_id = {deal.id: handles.get(deal.name, "") for deal in self._company.deals}
        sample = sample_answer(self._task, self._company, handle=lambda key: by_id.get(key, ""))
        text = sample.text
        if PROPOSING not in prompt.system:
            # The task proposes nothing, so a model would not either.
            text = f"{text.partition('A follow-up to')[0].rstrip()}\n"
        script = Scripted(text, label="sample", pause_s=self._pause_s)
        return script.write(prompt, max_tokens=max_tokens)


def sample_writer(company: Company, *, operator: str, task: str, pause_s: float = 0.0) -> Writer:
    """Return who writes in the demo: the sample answer where there is one, else nobody."""
    if operator != "deal-intelligence" or task not in TASKS:
        return Writer(name="none")
    model = SampleModel(company, task, pause_s=pause_s)
    return Writer(name=model.name, model=model)


def _variables(connectors: Mapping[str, Connector]) -> dict[str, str]:
    """Return the company's credentials under the names of the connectors' variables."""
    return {
        field.env: CREDENTIALS[name][field.name]
        for name, connector in connectors.items()
        for field in connector.credentials
        if field.name in CREDENTIALS[name]
    }
