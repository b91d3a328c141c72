"""An MCP server that shows its variables: made with the official SDK, as a user would."""

from __future__ import annotations

import os

from mcp.server import MCPServer

server = MCPServer("environment")


@server.tool()
def show() -> dict[str, str]:
    """Show all variables."""
    return dict(os.environ)


if __name__ == "__main__":
    server.run()
