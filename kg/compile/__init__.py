"""The package ``kg.compile.book``."""
