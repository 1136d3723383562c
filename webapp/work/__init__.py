"""The work area: inbox, task, case, approvals, measures."""
