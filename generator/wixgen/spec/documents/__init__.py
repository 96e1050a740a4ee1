"""The spec language as documents: the reference for people, the JSON Schema for editors."""
