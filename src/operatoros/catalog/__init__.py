"""What is declared: operators, connectors, goals, policy; YAML in, values with positions out.

Reads and validates. Nothing is fetched, no credential leaves this room unwrapped.
"""
