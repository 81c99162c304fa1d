"""The package ``kg.reference.engine``."""
