"""Where a briefing goes: standard output, a file, a page to forward.

Receives a finished run; changes nothing in it.
"""
