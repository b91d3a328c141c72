"""The local web face: pages and the JSON API over app.

Holds no rule of the domain.
"""
