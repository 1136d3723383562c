"""What the door to the database promises, on both databases."""
