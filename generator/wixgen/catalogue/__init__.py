"""The catalogue: the specs of all of Wix that wixgen ships, and an index of what they hold."""
