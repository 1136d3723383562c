"""States as they were stored, with the diagrams of their time: what a newer program or library must still read."""
