"""The words a diagram may use; importing the package declares them all."""

from workflows.actions import facts

__all__ = ["facts"]
