"""The web: what pages decide besides their look."""
