"""Looks at cases and figures for one page at a time; never changes anything."""
