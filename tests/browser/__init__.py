"""In a real browser: how pages look, read and answer to keys."""
