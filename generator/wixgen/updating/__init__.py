"""From what the portal says to specs, a package and a report: all of `wixgen update` but the disk."""
