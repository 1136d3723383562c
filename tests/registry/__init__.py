"""What the registry decides about subjects, records, publicity, measures and commitments."""
