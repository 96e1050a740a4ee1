"""The documented API -> changes to the data of an existing spec."""
