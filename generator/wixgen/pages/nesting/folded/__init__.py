"""Evidence for pages that have lost their line structure."""
