"""The package ``kg.cli.main``."""
