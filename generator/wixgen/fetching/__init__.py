"""Fetches documentation pages from Wix's portal, and keeps a lock of what they said."""
