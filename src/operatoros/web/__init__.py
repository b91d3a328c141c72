"""The web face: pages and a JSON API on this machine, over the same functions as the command line.

Here live routes, templates and the guard in front of them. No rule of the product lives here.
"""
