"""From sources to a briefing: gather, snapshot, changes, facts, digest, prompt, write, check.

Each stage is one function with values in and values out; how data is fetched lives below.
"""
