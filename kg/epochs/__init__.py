"""The package ``kg.epochs``."""
