"""What flows between rooms: records, coverage, facts, changes, briefings, runs, events.

Only values and their JSON form live here; no I/O, no clock, no rule of any room.
"""
