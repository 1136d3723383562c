"""What the rows of the registry promise."""
