"""When runs happen: due runs and the timers of the system.

The stages themselves live in briefing.
"""
