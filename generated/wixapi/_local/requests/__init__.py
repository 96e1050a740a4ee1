"""What a request to the local Wix asks for, whether it may, and whether it breaks rules."""
