"""The texts of the systems' timers, as tables; where a checker is at hand it reads them too."""

from __future__ import annotations

import plistlib
import shlex
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from operatoros.engine.schedule import Schedule
from operatoros.engine.timers import (
    CRON_MARK,
    TEXTS,
    Call,
    cron,
    launchd,
    quarters,
    schtasks,
    systemd,
)
from tests.engine.schedules import a_schedule

BERLIN = a_schedule("07:30", "mon-fri", "Europe/Berlin", id="deals-0730")
CALL = Call(
    program=("/opt/py/bin/python3", "-m", "operatoros", "run", "--due"),
    folder="/home/ada/my work",
    variables={"OPERATOROS_HOME": "/home/ada/state", "PATH": "/usr/bin:/bin"},
    machine_zone="Europe/Berlin",
)
ELSEWHERE = Call(
    program=CALL.program, folder=CALL.folder, variables=CALL.variables, machine_zone="America/Lima"
)
ODD = Call(
    program=("/a b/%p$HOME\"x'\\y", "run", "--due"),
    folder="/home/ada/100% <&> 'x'",
    variables={"OPERATOROS_HOME": "/s/%h $X \"q\" 'p' <&>"},
    machine_zone="Europe/Berlin",
)


def test_systemd_names_the_moment_and_catches_up() -> None:
    """The timer says days, time and zone, and is persistent; the service is one shot."""
    service, timer = systemd(BERLIN, CALL)
    assert (service.name, timer.name) == (
        "operatoros-deals-0730.service",
        "operatoros-deals-0730.timer",
    )
    assert "OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 07:30:00 Europe/Berlin\n" in timer.text
    assert "Persistent=true\n" in timer.text
    assert 'ExecStart="/opt/py/bin/python3" "-m" "operatoros" "run" "--due"\n' in service.text
    assert "WorkingDirectory=/home/ada/my work\n" in service.text
    assert 'Environment="OPERATOROS_HOME=/home/ada/state"\n' in service.text


def test_systemd_takes_odd_names_as_they_are() -> None:
    """Specifiers, variables, quotes and backslashes of a path mean themselves."""
    service, _ = systemd(BERLIN, ODD)
    assert 'ExecStart="/a b/%%p$$HOME\\"x\'\\\\y" "run" "--due"\n' in service.text
    assert 'Environment="OPERATOROS_HOME=/s/%%h $X \\"q\\" \'p\' <&>"\n' in service.text


@pytest.mark.parametrize("call", [CALL, ODD])
def test_launchd_is_a_property_list(call: Call) -> None:
    """The list reads back to the same program, folder and variables; days count from Sunday."""
    (file,) = launchd(BERLIN, call)
    read = plistlib.loads(file.text.encode())
    assert file.name == "dev.operatoros.deals-0730.plist"
    assert tuple(read["ProgramArguments"]) == call.program
    assert read["WorkingDirectory"] == call.folder
    assert read["EnvironmentVariables"] == dict(call.variables)
    assert read["StartCalendarInterval"] == [
        {"Hour": 7, "Minute": 30, "Weekday": day} for day in (1, 2, 3, 4, 5)
    ]
    (sunday,) = launchd(a_schedule(days="sun", zone="Europe/Berlin"), CALL)
    assert plistlib.loads(sunday.text.encode())["StartCalendarInterval"][0]["Weekday"] == 0


def test_another_zone_is_looked_at_each_quarter_of_an_hour() -> None:
    """A timer that knows only the machine's zone looks four times an hour."""
    (file,) = launchd(BERLIN, ELSEWHERE)
    read = plistlib.loads(file.text.encode())
    assert read["StartCalendarInterval"] == [{"Minute": minute} for minute in (0, 15, 30, 45)]
    (task,) = schtasks(BERLIN, ELSEWHERE)
    assert "<Interval>PT15M</Interval>" in task.text
    assert quarters(a_schedule("09:52")) == (7, 22, 37, 52)


@pytest.mark.parametrize("call", [CALL, ODD, ELSEWHERE])
def test_task_scheduler_is_xml(call: Call) -> None:
    """The definition is well formed, starts when it was missed, and sets the folder."""
    (file,) = schtasks(BERLIN, call)
    root = ET.fromstring(file.text.partition("?>\n")[2])
    space = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"
    assert root.findtext(f".//{space}StartWhenAvailable") == "true"
    assert root.findtext(f".//{space}WorkingDirectory") == call.folder
    arguments = root.findtext(f".//{space}Arguments") or ""
    assert all(part in arguments for part in call.program)
    days = [day.tag.removeprefix(space) for day in root.find(f".//{space}DaysOfWeek") or ()]
    assert ("Saturday" in days) == (call is ELSEWHERE)


@pytest.mark.parametrize("call", [CALL, ODD])
def test_cron_is_one_line_that_a_shell_reads_back(call: Call) -> None:
    """Four looks an hour; percent signs are escaped; the shell sees the same words."""
    (file,) = cron(BERLIN, call)
    assert file.text.count("\n") == 1
    assert file.text.startswith("0,15,30,45 * * * * cd ")
    assert file.text.rstrip().endswith(f"{CRON_MARK} deals-0730")
    command = file.text.split(" ", 5)[5].partition(f" {CRON_MARK}")[0].replace("\\%", "%")
    words = shlex.split(command)
    assert words[1] == call.folder
    assert tuple(words[-len(call.program) :]) == call.program
    assert set(words) >= {f"{key}={value}" for key, value in call.variables.items()}


@pytest.mark.parametrize("system", TEXTS)
def test_no_text_holds_more_than_it_was_given(system: str) -> None:
    """Only the variables of the call are in the text: no key can slip into a timer."""
    text = "".join(file.text for file in TEXTS[system](BERLIN, CALL))  # type: ignore[index]  # a key of the table
    assert "KEY" not in text
    assert "TOKEN" not in text


@pytest.mark.outside
@pytest.mark.parametrize("call", [CALL, ODD], ids=["plain", "odd"])
def test_systemd_itself_reads_the_units(tmp_path: Path, call: Call) -> None:
    """`systemd-analyze` finds nothing to say, and reckons the next moment in the zone."""
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("no systemd-analyze on this machine")
    program = ("/bin/true", *call.program[1:])
    folder = tmp_path / "100% work"
    folder.mkdir()
    there = Call(program=program, folder=str(folder), variables=call.variables)
    for file in systemd(BERLIN, there):
        (tmp_path / file.name).write_text(file.text, encoding="utf-8")
    units = [str(tmp_path / file.name) for file in systemd(BERLIN, there)]
    done = subprocess.run([analyze, "verify", *units], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "operatoros-" in line]
    assert ours == []
    assert _moments(analyze, BERLIN) == ["2026-03-27", "2026-03-30"]


def _moments(analyze: str, schedule: Schedule) -> list[str]:
    """Return the next two days, from before the clocks change, as systemd reckons them."""
    _, timer = systemd(schedule, CALL)
    text = next(line for line in timer.text.splitlines() if line.startswith("OnCalendar="))
    base = ["--base-time=2026-03-27 00:00:00 UTC", "--iterations=2"]
    done = subprocess.run(
        [analyze, "calendar", *base, text.partition("=")[2]],
        capture_output=True,
        text=True,
        check=True,
    )
    words = done.stdout.split()
    utc = [words[n + 1 : n + 5] for n, word in enumerate(words) if word == "UTC):"] or [
        words[n + 2 : n + 5] for n, word in enumerate(words) if word == "elapse:" or word == "#2:"
    ]
    return [next(part for part in moment if part.startswith("2026")) for moment in utc]
