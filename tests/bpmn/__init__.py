"""Tests of the processes that ship."""
