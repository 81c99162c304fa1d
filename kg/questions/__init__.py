"""The package ``kg.questions``."""
