"""A project's own code beside the package that wixgen makes of its specs."""
