"""What the local Wix has to know of a resource: which of its methods it can answer from its state, and how."""
