"""Who is calling: credentials, and access tokens."""
