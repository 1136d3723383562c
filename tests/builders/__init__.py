"""Short ways to put what a test needs into a database."""
