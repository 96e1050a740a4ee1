"""Read the text of documentation pages into page trees, line by line."""
