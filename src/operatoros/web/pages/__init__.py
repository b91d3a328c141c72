"""The pages: a file for each thing a person goes to, with the routes of its buttons.

A route calls one function of `app/` and shows what it returns; nothing is decided here.
"""
