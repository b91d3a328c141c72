"""The JSON API: everything that the pages do, with the fields that the command line prints.

Errors are `{code, message, hint, details}` with the HTTP status of their kind.
"""
