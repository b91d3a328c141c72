"""OPERATOR_CMD text to values and values to text.

Standard library only: no I/O, no clock, no paths of this machine.
"""
