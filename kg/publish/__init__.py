"""The package ``kg.publish``."""
