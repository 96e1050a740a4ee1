"""`wixgen serve`: a local Wix on a port."""
