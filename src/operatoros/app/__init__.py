"""The only wiring: one function per thing a person can do.

Faces call these and nothing deeper.
"""
