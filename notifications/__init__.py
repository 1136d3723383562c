"""Texts to persons and the channels that carry them; knows nothing of cases."""
