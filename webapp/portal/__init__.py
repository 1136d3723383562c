"""The portal of the subjects."""
