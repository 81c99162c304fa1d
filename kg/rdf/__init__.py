"""The package ``kg.rdf``."""
