"""The verb `serve`: a real process, its address, who may come in, and how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

# Each starts processes of its own, several at a time on a busy machine.
pytestmark = pytest.mark.timeout(60)
Running = tuple[str, "subprocess.Popen[str]"]
KEY = "k4J9xQz7" + os.urandom(24).hex()


@contextmanager
def serving(folder: Path, *options: str, **variables: str) -> Iterator[Running]:
    """Start `operatoros serve` and yield the address that it prints."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "OPERATOROS_HOME": str(folder / "state"),
        **variables,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "operatoros", "serve", "--no-open", "--port", "0", *options],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stderr is not None
        said = process.stderr.readline()
        found = re.search(r"http://\S+", said)
        assert found is not None, said + process.stderr.read()
        yield found[0], process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def ended(folder: Path, *options: str) -> tuple[int, str]:
    """Run `operatoros serve` where it cannot start; return its status and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "operatoros", "serve", "--no-open", *options],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "OPERATOROS_HOME": str(folder / "state")},
        capture_output=True,
        text=True,
        timeout=50,
    )
    return done.returncode, done.stderr


@pytest.mark.skipif(
    sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2,
    reason="needs Linux and two cores",
)
def test_all_its_threads_run_on_one_core(tmp_path: Path) -> None:
    """Threads that hand one interpreter over share a core, also those that open a page."""
    with serving(tmp_path) as (address, process):
        httpx2.get(address)
        tasks = list(Path(f"/proc/{process.pid}/task").iterdir())
        assert len(tasks) > 2
        cores = {frozenset(os.sched_getaffinity(int(task.name))) for task in tasks}
        assert len(cores) == 1
        assert len(next(iter(cores))) == 1


def test_it_prints_its_address_serves_and_ends_cleanly(tmp_path: Path) -> None:
    """The printed address shows the pages; Ctrl-C ends it with status 0 and no trace."""
    with serving(tmp_path) as (address, process):
        answer = httpx2.get(address)
        assert answer.status_code == 200
        assert "Run the demo" in answer.text
        assert "content-security-policy" in answer.headers
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert process.stderr.read() == "stopped\n"
        assert process.wait(timeout=30) == 0


def test_a_key_is_asked_for_where_there_is_one(tmp_path: Path) -> None:
    """With OPERATOR_API_KEY a program needs the header, and a person is sent to log in."""
    with serving(tmp_path, OPERATOR_API_KEY=KEY) as (address, _):
        page = httpx2.get(address, headers={"Accept": "text/html"})
        assert page.status_code == 303
        assert page.headers["location"] == "/login"
        assert httpx2.get(f"{address}/operators").status_code in {303, 401}
        bearer = {"Authorization": f"Bearer {KEY}"}
        assert httpx2.get(f"{address}/operators", headers=bearer).status_code == 200
        login = httpx2.get(f"{address}/login")
        assert "OPERATOR_API_KEY" in login.text
        assert KEY not in login.text


def test_a_token_of_this_start_opens_the_door(tmp_path: Path) -> None:
    """With --token the printed address logs its browser in; without it nobody gets in."""
    with serving(tmp_path, "--token") as (address, _), httpx2.Client() as browser:
        assert "?token=" in address
        plain = address.partition("/?")[0]
        assert browser.get(plain, headers={"Accept": "text/html"}).status_code == 303
        first = browser.get(address, headers={"Accept": "text/html"})
        assert first.status_code == 303
        assert "token" not in first.headers["location"]
        assert browser.get(plain, headers={"Accept": "text/html"}).status_code == 200


def test_what_keeps_it_from_starting_is_said_in_one_line(tmp_path: Path) -> None:
    """A taken port, and an open address without a key, end with their codes and statuses."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        status, said = ended(tmp_path, "--port", str(taken.getsockname()[1]))
    assert (status, "ERR_PORT_TAKEN" in said) == (6, True)
    status, said = ended(tmp_path, "--host", "0.0.0.0")
    assert (status, "ERR_API_KEY_MISSING" in said) == (5, True)
    assert "Traceback" not in said


@pytest.mark.parametrize("verb", ["serve", "dev"])
def test_both_names_have_help(tmp_path: Path, verb: str) -> None:
    """`dev` is `serve` by the name that the requirement uses."""
    done = subprocess.run(
        [sys.executable, "-m", "operatoros", verb, "--help"], capture_output=True, text=True
    )
    assert done.returncode == 0
    assert "--port" in done.stdout
