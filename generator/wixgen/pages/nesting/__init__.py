"""Page tree -> field tree: which field belongs to which object."""
