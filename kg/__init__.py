"""The Clearance library: load, reason, rule book, decide, explain, answer who may receive."""
