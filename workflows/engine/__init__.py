"""The door to SpiffWorkflow: reads diagrams, checks them, advances a case; nothing else imports the library."""
