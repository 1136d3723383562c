"""One way of carrying a message each: mail, site, and those to come."""
