"""A git repository as a connector: commits, authors, changed files and totals of a period.

`history.py` runs git and reads what it wrote; `tools.py` makes records of it. Nothing is changed,
fetched or configured here.
"""
