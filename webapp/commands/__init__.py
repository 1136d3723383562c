"""The commands of ./xinfu, one module a topic."""
