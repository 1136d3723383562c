"""What the door to the engine promises."""
