"""Journeys: what a clause or a promise of the product means from end to end."""
