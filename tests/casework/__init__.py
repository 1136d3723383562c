"""Tests of how cases change."""
