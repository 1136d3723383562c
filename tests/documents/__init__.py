"""Papers are what the standard asks for, say what the case says, and can be verified."""
