"""What the local Wix keeps, and the calls that it answers from that."""
