"""Loaded specs -> what they say differently."""
