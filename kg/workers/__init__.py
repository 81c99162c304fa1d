"""The package ``kg.workers``."""
