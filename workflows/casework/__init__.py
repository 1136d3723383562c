"""The only place that changes a case: one step, one transaction."""
