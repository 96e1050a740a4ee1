"""Page text -> page tree: what a documentation page says, line by line."""
