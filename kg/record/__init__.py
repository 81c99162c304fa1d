"""The package ``kg.record``."""
