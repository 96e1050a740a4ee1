"""The entities of the local Wix, and what methods do to them."""
