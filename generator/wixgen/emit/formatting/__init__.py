"""Formatting of generated Python code."""
