"""Authentication: credentials and access tokens."""
