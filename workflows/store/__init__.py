"""The door to the database: tables, schema changes, and the only SQL that writes."""
