"""Answers of methods that the state can't give: documented examples, and filled-up ones."""
