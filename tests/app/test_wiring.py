from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from operatoros.app.wiring import World, goals_of, iso, open_runs, world_of, zone_of
from tests.app.conftest import MakeConfig


def test_the_models_keys_are_redacted_from_the_start(make_config: MakeConfig) -> None:
    """Every secret setting is known to the redactor before anything runs."""
    world = world_of(
        make_config(ANTHROPIC_API_KEY="sk-ant-canary-1", OPERATOR_API_KEY="web-canary-22")
    )
    assert world.redactor.redact("x sk-ant-canary-1 web-canary-22") == "x [secret] [secret]"


def test_goals_are_the_users_own(project: Path, world: World) -> None:
    """Goals come from the project, then from the user's folder; without a file there are none."""
    assert goals_of(world) is None
    home = world.config.home
    home.mkdir(parents=True)
    (home / "goals.yaml").write_text("time_zone: Asia/Tokyo\n", encoding="utf-8")
    assert zone_of(goals_of(world)) == ZoneInfo("Asia/Tokyo")
    (project / "config" / "goals.yaml").write_text("time_zone: Europe/Oslo\n", encoding="utf-8")
    assert zone_of(goals_of(world)) == ZoneInfo("Europe/Oslo")


def test_without_goals_days_begin_where_the_machine_is() -> None:
    """The machine's zone counts where the user names none."""
    now = datetime.now(UTC)
    assert now.astimezone(zone_of(None)).utcoffset() == now.astimezone().utcoffset()


def test_the_store_lives_in_a_private_folder(world: World) -> None:
    """The runs database is made in the state folder, readable by its owner alone."""
    with open_runs(world) as store:
        assert store.list() == ()
    assert (world.config.home / "operatoros.db").stat().st_mode & 0o777 == 0o600
    assert world.config.home.stat().st_mode & 0o777 == 0o700


def test_moments_are_written_in_utc() -> None:
    """A moment in any zone is written in UTC, to the second."""
    tokyo = datetime(2026, 1, 1, 9, 0, 0, 999, tzinfo=ZoneInfo("Asia/Tokyo"))
    assert iso(tokyo) == "2026-01-01T00:00:00Z"
