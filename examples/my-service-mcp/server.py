"""An MCP server of your own in Python: one reading tool over one service.

Run by the connector beside it (my-service.yaml); it gets the variables that `env` declares there,
a few basics such as HOME and PATH, and nothing else.
"""

from __future__ import annotations

import os

from mcp.server import MCPServer

server = MCPServer("my-service")

# In your server this is the answer of https://api.myservice.com/items.
ITEMS = [
    {"id": "item-1", "name": "First item", "updated": "2026-11-18"},
    {"id": "item-2", "name": "Second item", "updated": "2026-11-19"},
    {"id": "item-3", "name": "Third item", "updated": "2026-11-20"},
]


@server.tool()
def get_items(limit: int = 20) -> list[dict[str, object]]:
    """Get items from My Service."""
    if limit < 1:
        raise ValueError("limit must be at least 1")
    key = os.environ.get("MY_SERVICE_API_KEY", "")
    return [{**item, "asked_with_key": bool(key)} for item in ITEMS[:limit]]


if __name__ == "__main__":
    server.run()
