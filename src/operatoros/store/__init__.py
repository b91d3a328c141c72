"""The runs database: tables, numbered migrations, content-addressed blobs; SQLite or Postgres.

Holds what runs leave behind, and opens whatever a kill left. Secrets never enter. SQLAlchemy is
imported when a store is opened, not before.
"""
