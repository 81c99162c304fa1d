"""Write the parts of the documents that follow from code and data: ``python -m docs.generator``."""
