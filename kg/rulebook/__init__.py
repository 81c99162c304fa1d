"""The package ``kg.rulebook.model``."""
