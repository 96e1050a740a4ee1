"""Filters, sort orders and pages over the entities of the local Wix."""
