"""The business facts that outlive a case: subjects, records, listings, measures, publicity, commitments, people."""
