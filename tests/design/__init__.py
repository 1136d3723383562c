"""Tests of the designers' road."""
