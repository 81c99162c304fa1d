"""The web side of Clearance: thin routes over :mod:`kg`."""
