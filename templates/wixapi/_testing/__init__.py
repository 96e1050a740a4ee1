"""The parts of `wixapi.testing`."""
