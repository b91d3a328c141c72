"""How data is fetched: REST, MCP, modules, tables; one session pool.

Vendor facts live under vendors/. Nothing here writes prose or decides what a run does.
"""
