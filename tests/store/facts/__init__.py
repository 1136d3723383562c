"""What the rows of facts, holds, extensions and deadlines promise."""
