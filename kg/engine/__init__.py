"""The package ``kg.engine``."""
