"""The office without its door: law, engine, store, registry, papers, cases."""
