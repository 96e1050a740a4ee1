"""The fixture that users get of pytest's plugin, here without an installed package."""

from wixapi._local.pytest_plugin import local_wix

__all__ = ["local_wix"]
