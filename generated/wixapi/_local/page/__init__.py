"""The page of the local Wix below `/_wix/`."""
