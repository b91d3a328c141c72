"""The sample company: a loopback server with the vendors' routes, and its clock.

Reachable only by asking for it; nothing here is used by a real run.
"""
