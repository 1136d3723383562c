"""What the linter knows, one pair of diagrams per rule."""
