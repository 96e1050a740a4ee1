"""Validation of requests: one pass checks a value and writes its wire form."""
