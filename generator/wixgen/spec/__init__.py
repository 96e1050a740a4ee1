"""The spec language: YAML text -> nodes with places -> declarations -> a resolved API."""
