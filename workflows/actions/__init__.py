"""The words a diagram may use, each with typed parameters and help."""
