"""The package ``kg.authoring``."""
