"""The package ``kg.law.provision``."""
