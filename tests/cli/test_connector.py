import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Verb

KEYED = """\
id: crm
name: CRM
type: api
api:
  baseUrl: https://crm.invalid
  auth: {type: token, token: "{{credentials.apiKey}}"}
fetches:
  deals: {endpoint: GET /deals}
"""


def test_a_connector_is_asked_for_real(verb: Verb, project: Path) -> None:
    """Test says what each fetch brought, with a sample on request; a failure makes exit 1."""
    said = verb("connector", "test", "exports", "--sample", "deals")
    assert said.status == 0, said.err
    assert "2 deals" in said.out
    assert '"Blue Ocean"' in said.out
    (project / "deals.csv").unlink()
    failed = verb("connector", "test", "exports", "--json")
    assert failed.status == 1
    assert json.loads(failed.out)[0]["error"]["code"].startswith("ERR_")


def test_credentials_are_stored_for_one_user(
    verb: Verb, project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Login reads the fields, stores them with mode 0600, and never prints them."""
    (project / "connectors" / "crm.yaml").write_text(KEYED, encoding="utf-8")
    missing = verb("connector", "test", "crm")
    assert (missing.status, "CRM_API_KEY" in missing.err) == (6, True)
    monkeypatch.setattr(sys, "stdin", io.StringIO("crm-canary-4711\n"))
    said = verb("connector", "login", "crm")
    assert said.status == 0, said.err
    assert "canary" not in said.out + said.err
    (file,) = (tmp_path / "state" / "credentials").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert "ready" in verb("connectors").out
    assert "needs no credentials" in verb("connector", "login", "exports").err
