"""The oracle of `wixgen diff`: random edits of specs, and what they do to code that used the package."""
