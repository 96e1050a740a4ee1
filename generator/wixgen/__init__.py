"""wixgen: a Python SDK for Wix, generated from specs of Wix's documentation."""

__version__ = "0.1.0"
