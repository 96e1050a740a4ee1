"""Specs as text: printing them and editing them in place."""
