"""The events of the local Wix, and their way to those who want them."""
