"""What requests may hold: one pass checks it and writes its wire form."""
