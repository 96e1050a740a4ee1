"""Specs as text: reads them with their comments, prints them in their one format."""
