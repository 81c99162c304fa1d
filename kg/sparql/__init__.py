"""The package ``kg.sparql``."""
