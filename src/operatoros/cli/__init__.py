"""The command line: verbs imported lazily, output for people and for programs.

Holds no rule of the domain.
"""
