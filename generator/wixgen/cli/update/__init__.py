"""`wixgen update`."""
