"""What each word of a diagram does, and what it refuses."""
