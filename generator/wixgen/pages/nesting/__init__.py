"""Resolve page trees into field trees: decide which field belongs to which object."""
