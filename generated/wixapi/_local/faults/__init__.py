"""What goes wrong on demand: for tests of how an app bears it. State is never harmed."""
