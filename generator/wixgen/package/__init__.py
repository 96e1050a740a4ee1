"""The Python-facing model of the package that is generated."""
