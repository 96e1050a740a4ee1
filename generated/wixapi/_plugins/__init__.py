"""Service plugins: Wix calls the app and works with its answer."""
