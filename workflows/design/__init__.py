"""How diagrams become releases: load, check, play, compare, publish, move."""
