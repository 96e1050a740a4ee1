"""The local Wix on a port."""
