"""The public pages: listings, verification."""
