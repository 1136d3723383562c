"""Proof by killing: nothing is lost, nothing happens twice."""
