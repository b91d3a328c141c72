"""Twenty secrets in the environment: none of them gets anywhere; a declared one arrives."""

from __future__ import annotations

import base64
import hashlib
import json
import sys
from pathlib import Path
from urllib.parse import quote

from tests.journeys.conftest import Call

NAMES = [
    "ANTHROPIC_API_KEY", "OPERATOR_API_KEY", "OPENAI_API_KEY", "HUBSPOT_ACCESS_TOKEN",
    "GONG_ACCESS_KEY", "GONG_ACCESS_SECRET", "LINEAR_API_KEY", "PYLON_API_KEY",
    "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "GITHUB_TOKEN", "GH_TOKEN", "NPM_TOKEN",
    "DATABASE_URL", "SSH_AUTH_SOCK", "GOOGLE_APPLICATION_CREDENTIALS", "STRIPE_SECRET_KEY",
    "SLACK_BOT_TOKEN", "MY_PRIVATE_THING", "SENTRY_DSN",
]  # fmt: skip

SERVER = """\
import hashlib, os
from mcp.server import MCPServer
server = MCPServer("envy")

@server.tool()
def env() -> list[dict]:
    "List the variables this process has."
    rows = [{"id": name, "value": value} for name, value in sorted(os.environ.items())]
    declared = os.environ.get("ENVY_API_KEY", "")
    rows.append({"id": "proof", "value": hashlib.sha256(declared.encode()).hexdigest()})
    return rows

server.run("stdio")
"""
CONNECTOR = """\
id: envy
name: Envy
type: mcp
mcp:
  command: {python}
  args: [server.py]
  env:
    ENVY_API_KEY: "{{{{credentials.apiKey}}}}"
fetches:
  env: {{tool: env}}
"""
OPERATOR = """\
id: envious
name: Envious
sources:
  - {connector: envy, fetch: env}
tasks:
  main: {name: Main, prompt: Say what you see.}
"""


def _spellings(value: str) -> list[bytes]:
    encoded = base64.b64encode(value.encode()).decode()
    return [value.encode(), encoded.encode(), quote(value, safe="").encode()]


def _project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    (folder / "connectors").mkdir(parents=True)
    (folder / "config" / "operators").mkdir(parents=True)
    (folder / "server.py").write_text(SERVER, encoding="utf-8")
    connector = CONNECTOR.format(python=json.dumps(sys.executable))
    (folder / "connectors" / "envy.yaml").write_text(connector, encoding="utf-8")
    (folder / "config" / "operators" / "envious.yaml").write_text(OPERATOR, encoding="utf-8")
    return folder


def test_no_secret_gets_anywhere(call: Call, tmp_path: Path) -> None:
    """No planted value is in a child, on the screen, in a prompt or in any byte that is kept."""
    _project(tmp_path)
    planted = {name: f"canary/{number:02d}+{name.lower()}" for number, name in enumerate(NAMES)}
    declared = "declared/Canary+4711"
    env = {**planted, "ENVY_API_KEY": declared}
    said = call("run", "envious", "--model", "none", "--json", env=env)
    assert said.status == 0, said.err
    prompt = call("run", "envious", "--dry-run", env=env)
    assert prompt.status == 0, prompt.err
    written = b"".join(
        file.read_bytes() for file in (tmp_path / "state").rglob("*") if file.is_file()
    )
    assert b"envious" in written
    everywhere = written + (said.out + said.err + prompt.out + prompt.err).encode()
    for value in (*planted.values(), declared):
        for spelling in _spellings(value):
            assert spelling not in everywhere, value
    # Positive control: the declared credential did reach the child, which proved it by its hash.
    assert hashlib.sha256(declared.encode()).hexdigest() in prompt.out


def test_an_error_never_shows_a_credential(call: Call, tmp_path: Path) -> None:
    """A credential in an address that fails is not in the error either."""
    folder = _project(tmp_path)
    (folder / "connectors" / "envy.yaml").write_text(
        "id: envy\nname: Envy\ntype: api\napi:\n"
        "  baseUrl: http://127.0.0.1:9\n"
        "  auth: {type: api-key, query: key, token: '{{credentials.apiKey}}'}\n"
        "fetches:\n  env: {endpoint: GET /env}\n",
        encoding="utf-8",
    )
    said = call("run", "envious", "--model", "none", env={"ENVY_API_KEY": "canary-in-a-query"})
    assert said.status == 6
    assert "canary" not in said.out + said.err
    assert "127.0.0.1" in said.out + said.err
