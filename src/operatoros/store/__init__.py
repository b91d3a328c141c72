"""The runs database: tables, numbered migrations, content-addressed blobs.

Holds what runs leave behind. Secrets never enter.
"""
