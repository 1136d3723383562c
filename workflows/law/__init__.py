"""What the law says about days, terms, deadlines and persons; pure functions, no input or output."""
