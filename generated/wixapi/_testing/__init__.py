"""What `wixapi.testing` offers."""
