"""Calls of the API: from a method's arguments to what it hands back, or an error."""
