"""Tables, the database file (every PRAGMA and BEGIN), migrations and undo. Dialect-specific SQL stays here."""
