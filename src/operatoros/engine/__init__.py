"""What is due and when: schedules, their slots over time zones and clock changes, OS timers.

Decides from values; runs no briefing and knows no operator. `app/scheduling` carries it out.
"""
