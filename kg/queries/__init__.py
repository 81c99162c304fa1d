"""The package ``kg.queries``."""
