"""The package ``kg.answering``."""
