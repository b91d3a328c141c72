"""The table of what connectors may say."""

from __future__ import annotations

from operatoros.catalog.connector_vocabulary import CONNECTOR


def test_every_kind_of_connector_shares_its_head() -> None:
    """id, name, type, description, icon, fetches and auth mean the same for all kinds."""
    shared = {"id", "name", "type", "description", "icon", "fetches", "auth"}
    for kind, form in CONNECTOR.cases.items():
        assert set(form.keys) >= shared, kind
        assert {"id", "name", "type", "fetches"} <= set(form.required)
        assert not set(form.elsewhere) & set(form.keys)


def test_each_kind_has_its_own_block() -> None:
    """`api:` belongs to api, `mcp:` to mcp, and tables need none."""
    blocks = {kind: {"api", "mcp"} & set(form.keys) for kind, form in CONNECTOR.cases.items()}
    assert blocks == {"api": {"api"}, "mcp": {"mcp"}, "table": set()}
