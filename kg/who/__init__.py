"""The package ``kg.who.cells``."""
