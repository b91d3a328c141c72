"""Adding a schedule: everything that would fail at 07:30 is refused now."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from operatoros.app import consents, planning
from operatoros.app.planning import Wish, add, list_schedules, machine_zone, remove
from operatoros.app.wiring import World, world_of
from operatoros.engine.installing import Machine
from operatoros.errors import OperatorosError
from tests.app.conftest import MakeConfig

MACHINE = Machine(home=Path("/nowhere"), run=lambda command: (1, ""), which=lambda name: None)
WISH = Wish(operator="deals", at="07:30", days="mon-fri", zone="Europe/Berlin", model="none")
KEYED = """\
id: crm
name: CRM
type: api
api:
  baseUrl: https://crm.example
  auth: {type: token, token: "{{credentials.apiKey}}"}
fetches:
  deals: {endpoint: GET /deals}
"""
OPERATOR = """\
id: crm-watch
name: CRM watch
sources:
  - {connector: crm, fetch: deals}
tasks:
  main: {name: Main, default: true, prompt: Say.}
"""


def _refused(world: World, wish: Wish) -> OperatorosError:
    with pytest.raises(OperatorosError) as caught:
        add(world, wish, MACHINE)
    assert list_schedules(world) == ()
    return caught.value


def _keyed(project: Path) -> None:
    (project / "connectors" / "crm.yaml").write_text(KEYED, encoding="utf-8")
    (project / "config" / "operators" / "crm-watch.yaml").write_text(OPERATOR, encoding="utf-8")


def test_a_schedule_is_added_listed_and_removed(world: World) -> None:
    """It gets an id, its next slot, and where no timer works a line for crontab."""
    added = add(world, WISH, MACHINE)
    assert added.schedule.id == "deals-0730"
    assert added.next.moment > datetime.now(added.next.moment.tzinfo)
    assert not added.timer.done
    assert "--due" in added.timer.says[1]
    assert str(world.config.home) in added.timer.says[1]
    (listed,) = list_schedules(world)
    assert listed.schedule == added.schedule
    assert listed.last == ()
    with pytest.raises(OperatorosError) as caught:
        add(world, WISH, MACHINE)
    assert caught.value.code == "ERR_SCHEDULE_EXISTS"
    remove(world, "deals-0730", MACHINE)
    with pytest.raises(OperatorosError) as caught:
        remove(world, "deals-0730", MACHINE)
    assert caught.value.code == "ERR_SCHEDULE_NOT_FOUND"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"operator": "nobody"}, "ERR_OPERATOR_NOT_FOUND"),
        ({"task": "nothing"}, "ERR_TASK_NOT_FOUND"),
        ({"at": "25:00"}, "ERR_SCHEDULE_TIME"),
        ({"days": "someday"}, "ERR_SCHEDULE_DAYS"),
        ({"zone": "Mars/Olympus"}, "ERR_TIME_ZONE"),
        ({"identity": "../x"}, "ERR_SCHEDULE_NAME"),
        ({"deliver": ("fax:1",)}, "ERR_DELIVER_TARGET"),
        ({"deliver": ("slack",)}, "ERR_DELIVER_UNSET"),
        ({"deliver": ("webhook:sales",)}, "ERR_DELIVER_UNSET"),
        ({"model": "chat"}, "ERR_SCHEDULE_CHAT"),
        ({"model": ""}, "ERR_NO_MODEL"),
        ({"model": "gpt"}, "ERR_MODEL_NAME"),
        ({"params": {"top": "many"}}, "ERR_PARAM_TYPE"),
        ({"params": {"bottom": "1"}}, "ERR_PARAM_UNKNOWN"),
    ],
)
def test_what_would_fail_is_refused_now(
    world: World, changes: dict[str, object], code: str
) -> None:
    """Nothing is kept and no timer is made for a schedule that cannot work."""
    wish = Wish(**{**{name: getattr(WISH, name) for name in WISH.__slots__}, **changes})
    assert _refused(world, wish).code == code


def test_a_missing_credential_is_named(project: Path, make_config: MakeConfig) -> None:
    """The variable is named at once; --anyway adds it all the same, with a note."""
    _keyed(project)
    world = world_of(make_config())
    wish = Wish(operator="crm-watch", at="07:30", model="none")
    error = _refused(world, wish)
    assert error.code == "ERR_SCHEDULE_UNREADY"
    assert "CRM_API_KEY" in error.message
    added = add(world, Wish(operator="crm-watch", at="07:30", model="none", anyway=True), MACHINE)
    assert "CRM_API_KEY" in added.notes[0]


def test_what_only_this_shell_knows_is_told(project: Path, make_config: MakeConfig) -> None:
    """A key that is only exported would not be there for a timer; one in .env.local is."""
    _keyed(project)
    wish = Wish(operator="crm-watch", at="07:30", model="none")
    shell = world_of(make_config(CRM_API_KEY="secret-value-1"))
    (note,) = add(shell, wish, MACHINE).notes
    assert "CRM_API_KEY" in note
    assert "secret-value-1" not in note
    remove(shell, "crm-watch-0730", MACHINE)
    (project / ".env.local").write_text("CRM_API_KEY=secret-value-1\n", encoding="utf-8")
    assert add(world_of(make_config()), wish, MACHINE).notes == ()


def test_sending_records_away_wants_a_yes(make_config: MakeConfig) -> None:
    """A model elsewhere needs a recorded consent, given once; the same for the next schedule."""
    world = world_of(make_config(ANTHROPIC_API_KEY="sk-test-value"))
    wish = Wish(operator="deals", at="07:30", model="claude")
    assert _refused(world, wish).code == "ERR_SCHEDULE_CONSENT"
    add(world, Wish(operator="deals", at="07:30", model="claude", agreed=True), MACHINE)
    assert consents.agreed(world.config.home, operator="deals", host="api.anthropic.com")
    add(world, Wish(operator="deals", at="08:30", model="claude"), MACHINE)


def test_the_demo_needs_nothing(world: World) -> None:
    """A scheduled demo asks for no key and no consent."""
    wish = Wish(operator="deal-intelligence", at="07:30", demo=True)
    assert add(world, wish, MACHINE).notes == ()


def test_the_machines_zone_is_read(tmp_path: Path) -> None:
    """TZ wins, then the link; what says nothing, or nonsense, is empty."""
    zone = tmp_path / "zoneinfo" / "Europe" / "Berlin"
    zone.parent.mkdir(parents=True)
    zone.write_text("")
    link = tmp_path / "localtime"
    link.symlink_to(zone)
    assert machine_zone({}, localtime=str(link)) == "Europe/Berlin"
    assert machine_zone({"TZ": ":Asia/Tokyo"}, localtime=str(link)) == "Asia/Tokyo"
    assert machine_zone({"TZ": "nonsense"}, localtime=str(link)) == ""
    assert machine_zone({}, localtime=str(tmp_path / "none")) == ""


def test_the_goals_zone_is_the_usual_one(project: Path, make_config: MakeConfig) -> None:
    """Without --time-zone the goals' zone counts."""
    (project / "config" / "goals.yaml").write_text("time_zone: Asia/Tokyo\n", encoding="utf-8")
    world = world_of(make_config(TZ="UTC"))
    assert (
        add(world, Wish(operator="deals", at="07:30", model="none"), MACHINE).schedule.zone
        == "Asia/Tokyo"
    )
    assert planning.project_of(list_schedules(world)[0].schedule, world) == project
    assert list_schedules(world)[0].next.moment - datetime.now().astimezone() < timedelta(days=2)
