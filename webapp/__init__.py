"""The door: pages, API, worker and command line; the only place that joins all parts."""
