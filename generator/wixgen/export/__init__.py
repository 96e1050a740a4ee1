"""Specs for other tools: OpenAPI and JSON Schema, as plain data made from the API model."""
