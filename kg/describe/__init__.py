"""The package ``kg.describe.graphs``."""
