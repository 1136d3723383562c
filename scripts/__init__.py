"""Chores of the checkout: set-up, licences, checks of the tree."""
