"""A local Wix: answers calls, keeps what they make, and sends the events of it."""
