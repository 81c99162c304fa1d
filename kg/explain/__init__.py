"""The package ``kg.explain.answer``."""
